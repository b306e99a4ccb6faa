import type { InvocationRecord, Scope } from '@skein/contracts';
import type { Visible } from './visible.ts';

/** Takes records of finished invocations off the hot path: `record` never waits and never throws. */
export interface InvocationRecorder {
  record(record: InvocationRecord): void;
  /** Resolves when everything recorded so far is stored. */
  flush(): Promise<void>;
}

/** Reads records; one that was handed to the recorder is visible at once, stored or not. */
export interface InvocationReader {
  getInvocation(scope: Scope, invocationId: string): Promise<InvocationRecord | undefined>;
  /** Newest first. */
  listInvocations(scope: Scope, query: InvocationQuery): Promise<readonly InvocationRecord[]>;
  /** What ended last comes first, in the order in which it was recorded: each run of an event, and an event that was given up before it ran. */
  listRuns(scope: Scope, query: RunQuery): Promise<readonly InvocationRecord[]>;
}

export interface RunQuery {
  readonly functionName: string;
  readonly limit: number;
}

export interface InvocationQuery extends Visible {
  readonly functionName?: string;
  readonly status?: InvocationRecord['status'];
  readonly limit: number;
  /** Only records received before this time, ms since the epoch. */
  readonly beforeMs?: number;
}
