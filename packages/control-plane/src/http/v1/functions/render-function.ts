import { functionArn } from '@skein/contracts';
import type { V1Routes } from '@skein/contracts';
import type { ListedFunction } from '@skein/ports';
import type { z } from 'zod';

type FunctionShown = z.input<V1Routes['getFunction']['answer']['json']>;

/** A function with its present revision as `/v1` shows it. */
export function renderFunction({ record, latest }: ListedFunction): FunctionShown {
  const { settings } = latest;
  return {
    name: record.name,
    arn: functionArn(record, record.name),
    runtime: settings.runtime,
    handler: settings.handler,
    description: settings.description,
    memoryMb: settings.memoryMb,
    timeoutSeconds: settings.timeoutSeconds,
    ephemeralStorageMb: settings.ephemeralStorageMb,
    environment: { ...settings.environment },
    architecture: settings.architecture,
    tags: { ...record.tags },
    state: latest.state,
    stateReason: latest.stateReason ?? null,
    lastUpdateStatus: latest.lastUpdateStatus ?? null,
    revisionId: latest.id,
    revisionNumber: latest.number,
    package: { ...latest.package },
    createdAtMs: record.createdAtMs,
    changedAtMs: latest.createdAtMs,
  };
}
