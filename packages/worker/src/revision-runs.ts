import { randomUUID } from 'node:crypto';
import { RESPONSE_MAX_BYTES, functionArn } from '@skein/contracts';
import type { ResolvedFunction } from '@skein/contracts';
import type { InitDocument, Interpreter, SandboxCode } from '@skein/sandbox';
import { functionEnvironment } from './function-environment.ts';

/** How the sandboxes of a revision are made: worked out once, used for each of them. */
export interface RevisionRun {
  readonly interpreter: Interpreter;
  /** Lines for every log, such as that another interpreter version is used than was asked for. */
  readonly notices: readonly string[];
  readonly code: SandboxCode;
}

/** What a sandbox is told about the function it now belongs to. */
export function initDocument(target: ResolvedFunction, startedAtMs: number): InitDocument {
  const { revision, version } = target;
  const { settings } = revision;
  const logStream = `${new Date(startedAtMs).toISOString().slice(0, 10).replaceAll('-', '/')}/[${version}]${randomUUID().replaceAll('-', '')}`;
  return {
    handler: settings.handler,
    environment: functionEnvironment(revision, version, logStream),
    functionName: revision.functionName,
    functionVersion: version,
    invokedFunctionArn: functionArn(revision, revision.functionName),
    memoryMb: settings.memoryMb,
    logGroup: settings.logging.group,
    logStream,
    maxResponseBytes: RESPONSE_MAX_BYTES,
  };
}
