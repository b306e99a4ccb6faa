import type { Invocation, InvocationRecord, Outcome } from '@skein/contracts';
import type { Clock, InvocationRecorder, InvokeOptions, Invoker } from '@skein/ports';

/** An invoker that notes every finished invocation on the side. The caller never waits for it. */
export function recordInvocations(inner: Invoker, recorder: InvocationRecorder, clock: Clock): Invoker {
  return {
    async invoke(invocation: Invocation, options: InvokeOptions): Promise<Outcome> {
      const outcome = await inner.invoke(invocation, options);
      recorder.record(recordOf(invocation, outcome, clock.nowMs()));
      return outcome;
    },
  };
}

function recordOf(invocation: Invocation, outcome: Outcome, finishedAtMs: number): InvocationRecord {
  const { revision, version } = invocation.target;
  return {
    id: invocation.id,
    account: revision.account,
    region: revision.region,
    functionName: revision.functionName,
    version,
    revisionId: revision.id,
    kind: invocation.kind,
    status: outcome.status,
    error: outcome.error,
    principalId: invocation.principal.id,
    receivedAtMs: invocation.receivedAtMs,
    finishedAtMs,
    usage: outcome.usage,
    log: outcome.log.length === 0 ? '' : outcome.log.toString(),
    logDroppedBytes: outcome.logDroppedBytes,
    notices: outcome.notices,
  };
}
