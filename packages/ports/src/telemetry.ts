import type { OutcomeError } from '@skein/contracts';

/** How the invocations of one function went since the server started. */
export interface InvocationTally {
  readonly functionName: string;
  /** By outcome: `success`, or why there was no result. */
  readonly byOutcome: ReadonlyMap<OutcomeError | 'success', number>;
  readonly coldStarts: number;
  readonly durationMsSum: number;
  readonly billedMsSum: number;
  /** Invocations whose duration is in each of the ranges that `DURATION_BOUNDS_MS` ends; one more for all above the last. */
  readonly byDuration: readonly number[];
}

/** Upper ends of ranges of durations, in ms. */
export const DURATION_BOUNDS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000, 900_000] as const;

/** Figures of a running server, for metrics. Reading them is cheap and changes nothing. */
export interface Telemetry {
  /** At most `TALLIED_FUNCTIONS_MAX` functions; the rest is counted together under the name `other`. */
  invocations(): Iterable<InvocationTally>;
  sandboxes(): { readonly idle: number; readonly busy: number; readonly prewarmed: number; readonly usedMb: number };
  readonly memoryBudgetMb: number;
  /** When an invocation that somebody waited for last ended, in ms since the epoch; 0 before the first. */
  lastRequestAtMs(): number;
  /** Records of invocations lost because storing them fell behind. */
  recordsDropped(): number;
}
