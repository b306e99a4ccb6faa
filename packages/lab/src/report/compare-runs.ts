import type { TrialRecord } from '@skein/contracts';
import type { Interval } from '../statistics/interval.ts';
import { ratioInterval } from '../statistics/shift.ts';
import { latencyOf } from './summary.ts';

/** Differences smaller than this are none: no two runs are the same to the last percent. */
const THRESHOLD = 0.05;
/** Of each comparison. High, because a report makes many. */
const CONFIDENCE = 0.99;

/** `undecided`: the interval holds both a difference and none; more trials would decide. */
export type Verdict = 'slower' | 'faster' | 'same' | 'undecided';

export interface GroupComparison {
  readonly group: string;
  /** How many times longer the second run took, for callers and in the function itself; undefined where nobody said. */
  readonly latency: Interval;
  readonly duration: Interval | undefined;
  readonly latencyVerdict: Verdict;
  readonly durationVerdict: Verdict | undefined;
}

/** What changed between two runs of an experiment, for each group that both have. Warm trials only: cold starts are another population. */
export function compareRuns(first: readonly TrialRecord[], second: readonly TrialRecord[]): readonly GroupComparison[] {
  const [before, after] = [
    Map.groupBy(first.filter(isWarm), ({ group }) => group),
    Map.groupBy(second.filter(isWarm), ({ group }) => group),
  ];
  return [...before].flatMap(([group, trials]) => {
    const others = after.get(group);
    return others === undefined ? [] : [compareGroup(group, trials, others)];
  });
}

function compareGroup(group: string, first: readonly TrialRecord[], second: readonly TrialRecord[]): GroupComparison {
  const latency = ratioInterval(first.map(latencyOf), second.map(latencyOf), CONFIDENCE);
  const [before, after] = [durationsOf(first), durationsOf(second)];
  const duration = before.length === 0 || after.length === 0 ? undefined : ratioInterval(before, after, CONFIDENCE);
  return { group, latency, duration, latencyVerdict: judge(latency), durationVerdict: duration && judge(duration) };
}

/** A difference is one when the whole interval lies beyond the threshold; none when it lies within. */
function judge({ low, high }: Interval): Verdict {
  if (low > 1 + THRESHOLD) return 'slower';
  if (high < 1 / (1 + THRESHOLD)) return 'faster';
  return low >= 1 / (1 + THRESHOLD) && high <= 1 + THRESHOLD ? 'same' : 'undecided';
}

function durationsOf(trials: readonly TrialRecord[]): readonly number[] {
  return trials.flatMap(({ usage }) => usage?.durationMs ?? []);
}

function isWarm({ status, usage }: TrialRecord): boolean {
  return status === 'ok' && (usage?.initMs ?? 0) === 0;
}
