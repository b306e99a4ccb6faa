import type { CostFunction } from '../../prices/estimate-cost.ts';

/** Nodes and weights of Gauss-Hermite quadrature with five points, for the standard normal distribution (Abramowitz and Stegun 25.4.46). */
const QUADRATURE = [
  [-2.856970013872806, 0.011257411327721],
  [-1.355626179974266, 0.222075922005613],
  [0, 0.533333333333333],
  [1.355626179974266, 0.222075922005613],
  [2.856970013872806, 0.011257411327721],
] as const;

/** Longest duration that is reckoned with, as a logarithm of ms: a day. It only keeps a wild guess finite. */
const LONGEST = Math.log(86_400_000);

export interface ExpectedCall {
  /** Mean of the logarithm of the duration in ms, and the deviation of the noise around it. */
  readonly logMs: number;
  readonly deviation: number;
  readonly coldProbability: number;
  readonly initMs: number;
  readonly egressBytes: number;
}

/** Mean cost of a call whose duration is uncertain: of its bills, which round, and not the bill of its mean duration. */
export function expectedCost(cost: CostFunction, { logMs, deviation, coldProbability, initMs, egressBytes }: ExpectedCall): number {
  let sum = 0;
  for (const [node, weight] of QUADRATURE) {
    const durationMs = Math.exp(Math.min(LONGEST, logMs + deviation * node));
    const warm = cost({ durationMs, initMs: 0, egressBytes });
    const cold = coldProbability === 0 ? 0 : cost({ durationMs, initMs, egressBytes });
    sum += weight * (warm + coldProbability * (cold - warm));
  }
  return sum;
}
