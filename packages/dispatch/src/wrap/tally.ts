import { TALLIED_FUNCTIONS_MAX } from '@skein/contracts';
import type { InvocationRecord, OutcomeError } from '@skein/contracts';
import { DURATION_BOUNDS_MS } from '@skein/ports';
import type { InvocationRecorder, InvocationTally } from '@skein/ports';

/** Functions that are counted together once there are too many to count each. */
const OTHERS = 'other';

/** Counts invocations by function and outcome. It is called for every invocation, so it adds numbers and makes nothing. */
export class InvocationTallies {
  readonly #byFunction = new Map<string, Tally>();
  #lastRequestAtMs = 0;

  /** When an invocation that somebody waited for last ended, in ms since the epoch; 0 before the first. */
  get lastRequestAtMs(): number {
    return this.#lastRequestAtMs;
  }

  add({ functionName, kind, error, finishedAtMs, usage }: InvocationRecord): void {
    // An event that waits, or was given up before it ran, is no invocation yet.
    if (usage === undefined) return;
    if (kind === 'request') this.#lastRequestAtMs = finishedAtMs;
    const tally = this.#tallyOf(functionName);
    const outcome = error ?? 'success';
    tally.byOutcome.set(outcome, (tally.byOutcome.get(outcome) ?? 0) + 1);
    if (usage.cold !== undefined) tally.coldStarts += 1;
    tally.durationMsSum += usage.durationMs;
    tally.billedMsSum += usage.billedMs;
    let range = 0;
    while (usage.durationMs > (DURATION_BOUNDS_MS[range] ?? Infinity)) range += 1;
    tally.byDuration[range] = (tally.byDuration[range] ?? 0) + 1;
  }

  all(): Iterable<InvocationTally> {
    return this.#byFunction.values();
  }

  #tallyOf(functionName: string): Tally {
    const known = this.#byFunction.get(functionName);
    if (known !== undefined) return known;
    if (functionName !== OTHERS && this.#byFunction.size >= TALLIED_FUNCTIONS_MAX) return this.#tallyOf(OTHERS);
    const made = new Tally(functionName);
    this.#byFunction.set(functionName, made);
    return made;
  }
}

/** A recorder that also counts what it is given. */
export function tallyRecords(inner: InvocationRecorder, tallies: InvocationTallies): InvocationRecorder {
  return {
    record(record) {
      tallies.add(record);
      inner.record(record);
    },
    flush: () => inner.flush(),
  };
}

class Tally implements InvocationTally {
  readonly functionName: string;
  readonly byOutcome = new Map<OutcomeError | 'success', number>();
  readonly byDuration: number[] = Array.from({ length: DURATION_BOUNDS_MS.length + 1 }, () => 0);
  coldStarts = 0;
  durationMsSum = 0;
  billedMsSum = 0;

  constructor(functionName: string) {
    this.functionName = functionName;
  }
}
