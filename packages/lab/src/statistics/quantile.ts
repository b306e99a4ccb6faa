import { binomialAtMost } from './binomial.ts';
import type { Interval } from './interval.ts';

/** Copies and sorts. */
export function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((left, right) => left - right);
}

/** Quantile of sorted values, `share` from 0 to 1, linear between order statistics: Hyndman and Fan (1996), definition 7. NaN for no values. */
export function quantile(ascending: readonly number[], share: number): number {
  const position = (ascending.length - 1) * share;
  const below = ascending[Math.floor(position)] ?? Number.NaN;
  const above = ascending[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/**
 * A quantile with an interval that assumes nothing about the distribution but independent values: between the order statistics whose ranks
 * the binomial distribution gives, with at most half of the error on each side (David and Nagaraja, Order Statistics, 2003, section 7.1).
 * An end is infinite when there are too few values for one: the maximum of thirty values bounds no 99th percentile.
 */
export function quantileInterval(values: readonly number[], share: number, confidence = 0.95): Interval {
  const ascending = sorted(values);
  const { low, high } = quantileRanks(ascending.length, share, confidence);
  return {
    estimate: quantile(ascending, share),
    low: ascending[low - 1] ?? Number.NEGATIVE_INFINITY,
    high: ascending[high - 1] ?? Number.POSITIVE_INFINITY,
    confidence,
  };
}

/** Ranks, counted from 1, of the order statistics that enclose a quantile; 0, or one above the count, where there is none. */
export function quantileRanks(count: number, share: number, confidence: number): { readonly low: number; readonly high: number } {
  const error = (1 - confidence) / 2;
  const low = countRanks(count, (rank) => binomialAtMost(rank - 1, count, share) <= error);
  // Seen from above, the quantile is the other share.
  const fromAbove = countRanks(count, (rank) => binomialAtMost(rank - 1, count, 1 - share) <= error);
  return { low, high: count + 1 - fromAbove };
}

/** The largest rank that fits; the ranks that fit come first. */
function countRanks(count: number, fits: (rank: number) => boolean): number {
  let below = 0;
  let above = count + 1;
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (fits(middle)) below = middle;
    else above = middle;
  }
  return below;
}
