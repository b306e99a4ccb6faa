import { LATEST, functionArn } from '@skein/contracts';
import type { Revision } from '@skein/contracts';
import { shownRevisionId } from './revision-id.ts';

const PENDING_REASON = { StateReason: 'The function is being created.', StateReasonCode: 'Creating' };
const IN_PROGRESS_REASON = { LastUpdateStatusReason: 'The function is being created.', LastUpdateStatusReasonCode: 'Creating' };

/** A revision as the Lambda API shows it ("FunctionConfiguration" in its reference). */
export function renderConfiguration(revision: Revision, version: string, qualifiedArn: boolean): Record<string, unknown> {
  const { settings } = revision;
  return {
    FunctionName: revision.functionName,
    FunctionArn: functionArn(revision, revision.functionName, qualifiedArn ? version : undefined),
    Runtime: settings.runtime,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: revision.package.sizeBytes,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    LastModified: renderDate(revision.createdAtMs),
    CodeSha256: Buffer.from(revision.package.digest, 'hex').toString('base64'),
    Version: version,
    ...(settings.environment === undefined ? {} : { Environment: { Variables: settings.environment } }),
    TracingConfig: { Mode: settings.tracingMode },
    RevisionId: shownRevisionId(revision),
    ...renderState(revision),
    PackageType: 'Zip',
    Architectures: [settings.architecture],
    EphemeralStorage: { Size: settings.ephemeralStorageMb },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: settings.logging.format, LogGroup: settings.logging.group },
  };
}

/**
 * A revision in the answer to the update that made it. The real service only begins an update there, and its tools ask again until it is
 * complete; with us it is, and the first time they ask they are told so.
 */
export function renderUpdate(revision: Revision): Record<string, unknown> {
  return renderConfiguration({ ...revision, lastUpdateStatus: 'InProgress' }, LATEST, false);
}

function renderState({ state, stateReason, lastUpdateStatus }: Revision): Record<string, unknown> {
  return {
    State: state,
    ...(state === 'Pending' ? PENDING_REASON : {}),
    ...(stateReason === undefined ? {} : { StateReason: stateReason, StateReasonCode: 'InternalError' }),
    ...(lastUpdateStatus === undefined ? {} : { LastUpdateStatus: lastUpdateStatus }),
    ...(lastUpdateStatus === 'InProgress' ? IN_PROGRESS_REASON : {}),
  };
}

/** `2026-11-21T03:30:00.000+0000` */
function renderDate(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000');
}
