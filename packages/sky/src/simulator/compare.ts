import { seededRandom } from '../random/random.ts';
import type { Random } from '../random/random.ts';
import type { FunctionResult, SimulationOptions } from './simulate.ts';
import { simulate } from './simulate.ts';

/** A policy's cost over that of the best fixed arm in hindsight, after a number of calls. */
export interface Comparison {
  readonly policy: string;
  readonly calls: number;
  /** Mean over the seeds of sum of costs / sum of best costs. */
  readonly ratio: number;
  /** Ends of the 95 % interval, by bootstrap over functions. */
  readonly low: number;
  readonly high: number;
  /** Least and greatest ratio of one seed. */
  readonly least: number;
  readonly greatest: number;
}

const RESAMPLES = 1_000;
const LOW = 0.025;

/** Simulates with several seeds and sums up. `onSeed` is told of each seed that is done. */
export function compare(
  options: Omit<SimulationOptions, 'seed'>,
  seeds: readonly number[],
  onSeed: (done: number) => void = () => {},
): readonly Comparison[] {
  const results = seeds.map((seed, index) => {
    const result = simulate({ ...options, seed });
    onSeed(index + 1);
    return result;
  });
  const random = seededRandom(seeds[0] ?? 0);
  return options.checkpoints.flatMap((calls, checkpoint) =>
    options.policies.map(({ name }, policy) => ({ policy: name, calls, ...summarise(results, policy, checkpoint, random) })),
  );
}

function summarise(
  results: readonly (readonly FunctionResult[])[],
  policy: number,
  checkpoint: number,
  random: Random,
): Omit<Comparison, 'policy' | 'calls'> {
  const pairs = results.map((functions) =>
    functions.map(({ best, costs }) => [costs[policy]?.[checkpoint] ?? 0, best[checkpoint] ?? 0] as const),
  );
  const ratios = pairs.map(ratioOfSums);
  const ratio = ratios.reduce((sum, each) => sum + each, 0) / ratios.length;
  return { ratio, ...bootstrapInterval(pairs.flat(), random), least: Math.min(...ratios), greatest: Math.max(...ratios) };
}

type Pair = readonly [cost: number, best: number];

function ratioOfSums(pairs: readonly Pair[]): number {
  let [costs, bests] = [0, 0];
  for (const [cost, best] of pairs) [costs, bests] = [costs + cost, bests + best];
  return costs / bests;
}

/**
 * The percentile interval of a ratio of sums (Efron and Tibshirani, "An Introduction to the Bootstrap", chapter 13). Whole functions are drawn
 * anew, not calls: the calls of one function resemble each other, and a few functions make most of the cost.
 */
export function bootstrapInterval(pairs: readonly Pair[], random: Random): { readonly low: number; readonly high: number } {
  const ratios = Array.from({ length: RESAMPLES }, () => {
    let [costs, bests] = [0, 0];
    for (let drawn = 0; drawn < pairs.length; drawn += 1) {
      const [cost, best] = pairs[Math.floor(random() * pairs.length)] ?? [0, 0];
      [costs, bests] = [costs + cost, bests + best];
    }
    return costs / bests;
  }).toSorted((left, right) => left - right);
  return { low: ratios[Math.floor(LOW * RESAMPLES)] ?? 0, high: ratios[Math.ceil((1 - LOW) * RESAMPLES) - 1] ?? 0 };
}
