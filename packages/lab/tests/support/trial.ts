import type { TrialRecord } from '@skein/contracts';

/** A trial that went well, the index-th of its run: sent when it was meant to be, answered after 20 ms. */
export function makeTrial(index: number, changes: Partial<TrialRecord> = {}): TrialRecord {
  return {
    runId: 'r',
    key: `g/${index}`,
    group: 'g',
    functionName: 'function1',
    status: 'ok',
    reason: undefined,
    together: undefined,
    intendedAtMs: index * 10,
    sentAtMs: index * 10,
    endedAtMs: index * 10 + 20,
    requestId: undefined,
    usage: undefined,
    entries: undefined,
    ...changes,
  };
}
