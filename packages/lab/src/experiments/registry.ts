import { SkeinError } from '@skein/contracts';
import type { Experiment } from '../experiment.ts';
import { basicWeakestLink } from './basic-weakest-link.ts';
import { coldstartIdentifierNested } from './coldstart-identifier-nested.ts';
import { coldstartIdentifier } from './coldstart-identifier.ts';
import { concurrencyBenchmarking } from './concurrency-benchmarking.ts';
import { devExperiment } from './dev-experiment.ts';
import { functionLifetime } from './function-lifetime.ts';
import { growingLoadSpikes } from './growing-load-spikes.ts';
import { linearInvocationNested } from './linear-invocation-nested.ts';
import { linearInvocation } from './linear-invocation.ts';
import { scenarioPyramid } from './scenario-pyramid.ts';
import { simpleColdFunctionNested } from './simple-cold-function-nested.ts';
import { simpleColdFunctionThreadedTwelve } from './simple-cold-function-threaded-twelve.ts';
import { simpleColdFunction } from './simple-cold-function.ts';
import { throughputBenchmarking } from './throughput-benchmarking.ts';
import { trackCloudfunctionsLifecycle } from './track-cloudfunctions-lifecycle.ts';
import { weakestLink } from './weakest-link.ts';

/** Every experiment. To add one: a file beside this one, and a line here. */
export const EXPERIMENTS: readonly Experiment[] = [
  basicWeakestLink,
  coldstartIdentifier,
  coldstartIdentifierNested,
  concurrencyBenchmarking,
  devExperiment,
  functionLifetime,
  growingLoadSpikes,
  linearInvocation,
  linearInvocationNested,
  scenarioPyramid,
  simpleColdFunction,
  simpleColdFunctionNested,
  simpleColdFunctionThreadedTwelve,
  throughputBenchmarking,
  trackCloudfunctionsLifecycle,
  weakestLink,
];

/** Throws `experiment_not_found`. */
export function findExperiment(name: string): Experiment {
  const found = EXPERIMENTS.find((experiment) => experiment.name === name);
  if (found === undefined) throw new SkeinError('experiment_not_found', { name });
  return found;
}
