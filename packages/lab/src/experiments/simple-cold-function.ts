import { defineExperiment } from '../experiment.ts';
import { wasCold } from './shared/cold.ts';
import { SEARCH_IN_THREE_STEPS, THREE_STEPS, findIdleLimit } from './shared/idle-limit.ts';
import { latencyOf } from './shared/results.ts';

/** After how long without a call a function is cold: found by waiting longer and longer, then shorter again in smaller steps. */
export const simpleColdFunction = defineExperiment({
  name: 'simple-cold-function',
  description: 'Time without calls after which a function is cold.',
  functions: ['function3'],
  parameters: { ...SEARCH_IN_THREE_STEPS, settleMinutes: 65, warmCalls: 100, warmPauseSeconds: 1 },
  positive: THREE_STEPS,
  async run(lab, parameters) {
    const subject = { plan: { function: 'function3' }, together: 1, isCold: wasCold, latencyMs: latencyOf } as const;
    return await findIdleLimit(lab, subject, parameters, [parameters.coarseSeconds, parameters.mediumSeconds]);
  },
});
