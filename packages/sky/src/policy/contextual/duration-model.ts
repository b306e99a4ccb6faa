import type { Matrix } from './solve.ts';
import { factorise, solveLower, solveUpper } from './solve.ts';

/** Sums over the samples of one arm; x is the logarithm of the payload, y that of the duration. Older samples weigh less. */
export interface ArmSums {
  readonly weight: number;
  readonly x: number;
  readonly xx: number;
  readonly y: number;
  readonly xy: number;
  readonly yy: number;
}

export const NO_SUMS: ArmSums = { weight: 0, x: 0, xx: 0, y: 0, xy: 0, yy: 0 };

/** What is believed before any sample, as means and standard deviations of normal distributions. */
export interface DurationPrior {
  /** Logarithm of the duration in ms on one whole processor with a payload of 1 KiB. */
  readonly level: Normal;
  /** Part of the time that grows when the processor's share shrinks: the exponent of the share. */
  readonly processorPart: Normal;
  /** Exponent of the payload's size. */
  readonly payloadExponent: Normal;
  /** What an arm has of its own; its mean is 0. */
  readonly armDeviation: number;
  /** Noise of one call, and how many samples this belief is worth. */
  readonly noiseDeviation: number;
  readonly noiseSamples: number;
}

export interface Normal {
  readonly mean: number;
  readonly deviation: number;
}

/** An arm of the model: what is known of it, and what was measured. */
export interface ModelArm {
  /** Minus the logarithm of the processor's share: 0 for a whole processor. */
  readonly slowness: number;
  readonly sums: ArmSums;
  /** Mean of the arm's own term before any sample; 0 when nothing is known. */
  readonly offset?: number | undefined;
}

/** How much longer work takes with a share of a processor, as a logarithm. */
export function slownessOf(processorShare: number): number {
  return Math.max(0, -Math.log(processorShare));
}

/** The posterior, ready to be sampled. */
export interface DurationPosterior {
  readonly noiseVariance: number;
  /** Level, processor part, payload exponent. */
  readonly shared: readonly number[];
  readonly sharedFactor: Matrix;
  readonly armPrecision: number;
}

/** Times the noise is estimated and the rest fitted with it. More change nothing worth having. */
const NOISE_ROUNDS = 2;

/**
 * Bayesian linear regression of ln(duration) = level + processorPart · slowness + payloadExponent · x + arm + noise. Level, processor part and
 * payload exponent are shared by all arms, so that each call teaches something about every arm; an arm's own term is integrated out, which
 * leaves a system of three equations however many arms there are (Lindley and Smith 1972, "Bayes Estimates for the Linear Model").
 */
export function fitDurations(prior: DurationPrior, modelArms: readonly ModelArm[]): DurationPosterior {
  const arms = modelArms.map(withoutOffset);
  let fitted = fitWithNoise(prior, arms, prior.noiseDeviation ** 2);
  for (let round = 0; round < NOISE_ROUNDS; round += 1) fitted = fitWithNoise(prior, arms, estimateNoise(prior, arms, fitted));
  return fitted;
}

/** Mean and precision (in units of the noise) of an arm's own term when the shared terms are given. */
export function armTerm(posterior: DurationPosterior, modelArm: ModelArm, shared: readonly number[]): Normal {
  const { mean, deviation } = residualTerm(posterior, withoutOffset(modelArm), shared);
  return { mean: mean + (modelArm.offset ?? 0), deviation };
}

/** The same arm with the durations that it would have without its offset. */
function withoutOffset({ slowness, sums, offset = 0 }: ModelArm): ModelArm {
  const { weight, x, xx, y, xy, yy } = sums;
  if (offset === 0) return { slowness, sums };
  return { slowness, sums: { weight, x, xx, y: y - offset * weight, xy: xy - offset * x, yy: yy - 2 * offset * y + offset ** 2 * weight } };
}

function residualTerm(posterior: DurationPosterior, { slowness, sums }: ModelArm, shared: readonly number[]): Normal {
  const [level = 0, processorPart = 0, exponent = 0] = shared;
  const precision = sums.weight + posterior.armPrecision;
  const residual = sums.y - (level + processorPart * slowness) * sums.weight - exponent * sums.x;
  return { mean: residual / precision, deviation: Math.sqrt(posterior.noiseVariance / precision) };
}

function fitWithNoise(prior: DurationPrior, arms: readonly ModelArm[], noiseVariance: number): DurationPosterior {
  const armPrecision = noiseVariance / prior.armDeviation ** 2;
  const terms = [prior.level, prior.processorPart, prior.payloadExponent];
  const precision = terms.map(({ deviation }, row) => terms.map((_, column) => (row === column ? noiseVariance / deviation ** 2 : 0)));
  const moment = terms.map(({ mean, deviation }) => (mean * noiseVariance) / deviation ** 2);
  for (const arm of arms) if (arm.sums.weight > 0) addArm(precision, moment, arm, armPrecision);
  const sharedFactor = factorise(precision);
  return { noiseVariance, armPrecision, sharedFactor, shared: solveUpper(sharedFactor, solveLower(sharedFactor, moment)) };
}

function addArm(precision: number[][], moment: number[], { slowness, sums }: ModelArm, armPrecision: number): void {
  const { weight, x, xx, y, xy } = sums;
  const first = [weight, weight * slowness, x];
  const second = [first, [weight * slowness, weight * slowness ** 2, slowness * x], [x, slowness * x, xx]];
  const withY = [y, slowness * y, xy];
  const shrink = 1 / (weight + armPrecision);
  for (const [row, line] of precision.entries()) {
    for (const column of line.keys())
      line[column] = (line[column] ?? 0) + at(second, row, column) - (first[row] ?? 0) * (first[column] ?? 0) * shrink;
    moment[row] = (moment[row] ?? 0) + (withY[row] ?? 0) - (first[row] ?? 0) * y * shrink;
  }
}

/** The mean square of what the fit leaves over, mixed with the prior's belief. */
function estimateNoise(prior: DurationPrior, arms: readonly ModelArm[], posterior: DurationPosterior): number {
  const [level = 0, processorPart = 0, exponent = 0] = posterior.shared;
  let squares = prior.noiseSamples * prior.noiseDeviation ** 2;
  let weights = prior.noiseSamples;
  for (const arm of arms) {
    const { weight, x, xx, y, xy, yy } = arm.sums;
    const base = level + processorPart * arm.slowness + residualTerm(posterior, arm, posterior.shared).mean;
    squares += yy - 2 * (base * y + exponent * xy) + base * base * weight + 2 * base * exponent * x + exponent * exponent * xx;
    weights += weight;
  }
  return Math.max(squares / weights, MIN_NOISE_VARIANCE);
}

/** Below this, rounding of the clock is all that is left. */
const MIN_NOISE_VARIANCE = 1e-4;

function at(matrix: Matrix, row: number, column: number): number {
  return matrix[row]?.[column] ?? 0;
}
