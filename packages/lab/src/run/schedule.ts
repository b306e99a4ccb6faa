import type { TrialRecord } from '@skein/contracts';
import { groupOf } from './lab.ts';
import type { ScheduledCall } from './lab.ts';

/** A call that has not been made yet. */
export interface LeftCall {
  readonly call: ScheduledCall;
  /** Its place in the whole schedule. */
  readonly index: number;
  /** From the moment at which the rest of the schedule begins, in ms. */
  readonly atMs: number;
  /** Why it does not count; undefined when it does. */
  readonly discardedBecause: string | undefined;
}

/** Why what is left of something that belongs together does not count when its beginning was before a restart. */
export const BEGUN_BEFORE_RESTART = 'the others of its group were sent before a restart';

/**
 * What is left of a schedule when some of its calls were made before a restart, in the order of time: the first of it at once. A group of
 * which a part was made is not under the load that was meant, so its rest does not count.
 */
export function leftOf(schedule: readonly ScheduledCall[], known: readonly (TrialRecord | undefined)[]): readonly LeftCall[] {
  const begun = new Set(schedule.filter((_, index) => known[index] !== undefined).map(groupOf));
  const missing = schedule.flatMap((call, index) => (known[index] === undefined ? [{ call, index }] : []));
  const sorted = missing.toSorted((left, right) => left.call.atMs - right.call.atMs);
  const firstMs = begun.size === 0 ? 0 : (sorted[0]?.call.atMs ?? 0);
  return sorted.map(({ call, index }) => ({
    call,
    index,
    atMs: call.atMs - firstMs,
    discardedBecause: begun.has(groupOf(call)) ? BEGUN_BEFORE_RESTART : undefined,
  }));
}
