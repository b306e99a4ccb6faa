import { defineExperiment } from '../experiment.ts';
import { instanceOf } from '../run/entries.ts';
import { wasCold } from './shared/cold.ts';
import { SEARCH_BY_INSTANCE, TWO_STEPS, findIdleLimit } from './shared/idle-limit.ts';
import { identifierWatch } from './shared/identifier.ts';
import { latencyOf } from './shared/results.ts';

/** The search of `simple-cold-function` by another sign: a call is cold when another instance answers than the last time. */
export const coldstartIdentifier = defineExperiment({
  name: 'coldstart-identifier',
  description: 'Time without calls after which another instance answers.',
  functions: ['function3'],
  parameters: { ...SEARCH_BY_INSTANCE, coarseSeconds: 300, granularitySeconds: 10 },
  positive: TWO_STEPS,
  async run(lab, parameters) {
    const isCold = identifierWatch(instanceOf, wasCold);
    const subject = { plan: { function: 'function3' }, together: 1, isCold, latencyMs: latencyOf } as const;
    return await findIdleLimit(lab, subject, parameters, [parameters.coarseSeconds]);
  },
});
