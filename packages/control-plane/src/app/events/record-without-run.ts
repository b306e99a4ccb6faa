import { LATEST } from '@skein/contracts';
import type { InvocationRecord, QueuedEvent, Revision } from '@skein/contracts';

/** What is known of where an event would run. */
export interface EventPlace {
  readonly version: string;
  readonly revisionId: Revision['id'];
}

/** What the invocations show of an event that has not run: while it waits, and when it was given up before its first run, with the reason. */
export function recordWithoutRun(event: QueuedEvent, finishedAtMs: number, place?: EventPlace): InvocationRecord {
  const { id, account, region, functionName, qualifier, status, principal, acceptedAtMs } = event;
  return {
    id,
    account,
    region,
    functionName,
    version: place?.version ?? qualifier ?? LATEST,
    revisionId: place?.revisionId ?? '',
    kind: 'event',
    status,
    error: undefined,
    principalId: principal.id,
    receivedAtMs: acceptedAtMs,
    finishedAtMs,
    usage: undefined,
    log: '',
    logDroppedBytes: 0,
    notices: status === 'QUEUED' || event.error === undefined ? [] : [event.error],
  };
}
