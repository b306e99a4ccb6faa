import type { Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';

/** The share of failures in many trials, with the score interval of Wilson (1927), which stays sensible for none and for few. */
export function shareInterval(count: number, total: number, confidence = 0.95): Interval {
  if (total === 0) return { estimate: Number.NaN, low: 0, high: 1, confidence };
  const z = normalQuantile((1 + confidence) / 2);
  const share = count / total;
  const centre = share + (z * z) / (2 * total);
  const half = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  const scale = 1 + (z * z) / total;
  return {
    estimate: share,
    low: count === 0 ? 0 : Math.max(0, (centre - half) / scale),
    high: count === total ? 1 : Math.min(1, (centre + half) / scale),
    confidence,
  };
}
