import { SkeinError } from '@skein/contracts';
import type { Experiment } from '../experiment.ts';
import { concurrencyBenchmarking } from './concurrency-benchmarking.ts';
import { linearInvocation } from './linear-invocation.ts';
import { simpleColdFunction } from './simple-cold-function.ts';

/** Every experiment. To add one: a file beside this one, and a line here. */
export const EXPERIMENTS: readonly Experiment[] = [concurrencyBenchmarking, linearInvocation, simpleColdFunction];

/** Throws `experiment_not_found`. */
export function findExperiment(name: string): Experiment {
  const found = EXPERIMENTS.find((experiment) => experiment.name === name);
  if (found === undefined) throw new SkeinError('experiment_not_found', { name });
  return found;
}
