import type { DurationPrior } from './duration-model.ts';
import { armTerm, fitDurations, slownessOf } from './duration-model.ts';

/** Calls of the same work that the lab has made at one place. */
export interface MeasuredPlace {
  readonly id: string;
  readonly processorShare: number;
  readonly calls: number;
  /** Mean natural logarithm of their durations in ms. */
  readonly logMs: number;
}

/**
 * Part of what the lab has found that is taken over. A function of the lab, too, has something of its own at each place; when that varies as much
 * as the places do, half of what is seen is the places'.
 */
const TRUST = 0.5;

/**
 * For each place, the logarithm of the factor by which calls are expected to take longer there than its processor promises: what the duration model
 * makes of the lab's calls. One place alone says nothing, because how much the lab's function had to do is not known.
 */
export function fitPlaces(prior: DurationPrior, places: readonly MeasuredPlace[]): ReadonlyMap<string, number> {
  const arms = places.map(({ processorShare, calls, logMs }) => ({
    slowness: slownessOf(processorShare),
    sums: { weight: calls, x: 0, xx: 0, y: calls * logMs, xy: 0, yy: calls * (logMs ** 2 + prior.noiseDeviation ** 2) },
  }));
  const posterior = fitDurations(prior, arms);
  const terms = arms.map((arm) => armTerm(posterior, arm, posterior.shared).mean);
  const middle = terms.reduce((sum, term) => sum + term, 0) / Math.max(1, terms.length);
  return new Map(places.map(({ id }, index) => [id, TRUST * ((terms[index] ?? 0) - middle)]));
}
