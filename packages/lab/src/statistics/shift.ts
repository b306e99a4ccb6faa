import type { Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';
import { quantile } from './quantile.ts';

/** Pairs above which a sample is thinned, so that the comparison of two large runs stays quick. */
const PAIRS_MAX = 4_000_000;

/** In how many ways each rank sum can come about is counted exactly up to this product of the sizes; above, the normal distribution serves. */
const EXACT_PAIRS_MAX = 2_500;

/**
 * How much larger values of the second sample are than those of the first: the median of all differences (Hodges and Lehmann 1963), with
 * the interval that belongs to the rank test of Wilcoxon, Mann and Whitney (Hollander and Wolfe, Nonparametric Statistical Methods,
 * section 4.3). Assumes independent values and equal shapes; outliers do not matter.
 */
export function shiftInterval(first: readonly number[], second: readonly number[], confidence = 0.95): Interval {
  const [left, right] = thin(first, second);
  const differences = Float64Array.from({ length: left.length * right.length }, (_, index) => {
    return (right[index % right.length] ?? Number.NaN) - (left[Math.floor(index / right.length)] ?? Number.NaN);
  }).sort();
  const skipped = skippedDifferences(left.length, right.length, confidence);
  return {
    estimate: quantile(Array.from(differences), 0.5),
    low: differences[skipped] ?? Number.NEGATIVE_INFINITY,
    high: differences[differences.length - 1 - skipped] ?? Number.POSITIVE_INFINITY,
    confidence,
  };
}

/**
 * The same for a ratio of positive values, such as durations: how many times larger those of the second sample are. Values that are not
 * positive have no ratio and are left out.
 */
export function ratioInterval(first: readonly number[], second: readonly number[], confidence = 0.95): Interval {
  const { estimate, low, high } = shiftInterval(logarithms(first), logarithms(second), confidence);
  return { estimate: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high), confidence };
}

function logarithms(values: readonly number[]): readonly number[] {
  return values.filter((value) => value > 0).map(Math.log);
}

/** Differences left out at each end. Nothing can be said about very few values: then all are, and the interval is infinite. */
function skippedDifferences(leftCount: number, rightCount: number, confidence: number): number {
  const error = (1 - confidence) / 2;
  const pairs = leftCount * rightCount;
  if (pairs <= EXACT_PAIRS_MAX) return exactSkipped(leftCount, rightCount, error);
  const deviation = Math.sqrt((pairs * (leftCount + rightCount + 1)) / 12);
  return Math.max(0, Math.floor(pairs / 2 - normalQuantile(1 - error) * deviation) - 1);
}

/** The most differences of which it is improbable that as few are on the wrong side, by counting all orders of both samples. */
function exactSkipped(leftCount: number, rightCount: number, error: number): number {
  const ways = countWays(leftCount, rightCount);
  const total = ways.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [statistic, count] of ways.entries()) {
    below += count / total;
    if (below > error) return statistic === 0 ? Number.POSITIVE_INFINITY : statistic - 1;
  }
  return ways.length;
}

/** In how many orders of the two samples exactly u pairs have the second value first, for each u (Mann and Whitney's recurrence). */
function countWays(leftCount: number, rightCount: number): number[] {
  // One row for each count of left values so far; a right value more adds as many pairs as there are left values before it.
  let rows: number[][] = Array.from({ length: leftCount + 1 }, () => [1]);
  for (let right = 1; right <= rightCount; right += 1) {
    const next: number[][] = [[1]];
    for (let left = 1; left <= leftCount; left += 1) next.push(addShifted(next[left - 1] ?? [], right, rows[left] ?? [], 0, left * right));
    rows = next;
  }
  return rows[leftCount] ?? [];
}

function addShifted(first: readonly number[], firstShift: number, second: readonly number[], secondShift: number, last: number): number[] {
  return Array.from({ length: last + 1 }, (_, index) => (first[index - firstShift] ?? 0) + (second[index - secondShift] ?? 0));
}

/** Every n-th value of both in the order of time, when there are too many pairs. */
function thin(first: readonly number[], second: readonly number[]): readonly [readonly number[], readonly number[]] {
  const step = Math.ceil(Math.sqrt((first.length * second.length) / PAIRS_MAX));
  const keep = (values: readonly number[]): readonly number[] => values.filter((_, index) => index % step === 0);
  return step <= 1 ? [first, second] : [keep(first), keep(second)];
}
