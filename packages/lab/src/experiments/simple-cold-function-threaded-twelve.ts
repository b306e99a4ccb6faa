import { defineExperiment } from '../experiment.ts';
import { wasCold } from './shared/cold.ts';
import { SEARCH_IN_THREE_STEPS, THREE_STEPS, findIdleLimit } from './shared/idle-limit.ts';
import { latencyOf } from './shared/results.ts';

/** The search of `simple-cold-function` with twelve calls at once: how long a platform keeps instances when there are several. */
export const simpleColdFunctionThreadedTwelve = defineExperiment({
  name: 'simple-cold-function-threaded-twelve',
  description: 'Time without calls after which most of twelve instances of a function are cold.',
  functions: ['function3'],
  parameters: {
    ...SEARCH_IN_THREE_STEPS,
    settleMinutes: 45,
    /** Rounds of warm calls, of which the middle three fifths count. */
    warmCalls: 50,
    warmPauseSeconds: 0,
    /** Seconds of work of one call, so that twelve need twelve instances. */
    throughputSeconds: 0.2,
    together: 12,
  },
  positive: ['together', ...THREE_STEPS],
  async run(lab, parameters) {
    const { together, throughputSeconds, coarseSeconds, mediumSeconds } = parameters;
    const plan = { function: 'function3', event: { throughput_time: throughputSeconds } } as const;
    return await findIdleLimit(lab, { plan, together, isCold: wasCold, latencyMs: latencyOf }, parameters, [coarseSeconds, mediumSeconds]);
  },
});
