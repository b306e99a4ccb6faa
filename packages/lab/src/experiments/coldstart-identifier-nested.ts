import type { TrialRecord } from '@skein/contracts';
import { defineExperiment } from '../experiment.ts';
import { CALL_OF_ANOTHER, calledOf, isCalledFirst } from './shared/called.ts';
import { SEARCH_BY_INSTANCE, TWO_STEPS, findIdleLimit } from './shared/idle-limit.ts';
import { identifierWatch } from './shared/identifier.ts';
import { latencyOf } from './shared/results.ts';

/** The search of `coldstart-identifier` for a function that another function calls. */
export const coldstartIdentifierNested = defineExperiment({
  name: 'coldstart-identifier-nested',
  description: 'Time without calls after which another instance of a called function answers.',
  functions: ['function1', 'function2'],
  parameters: { ...SEARCH_BY_INSTANCE, coarseSeconds: 60, granularitySeconds: 20 },
  positive: TWO_STEPS,
  async run(lab, parameters) {
    const isCold = identifierWatch(calledInstance, isCalledFirst);
    const subject = { plan: CALL_OF_ANOTHER, together: 1, isCold, latencyMs: latencyOf };
    return await findIdleLimit(lab, subject, parameters, [parameters.coarseSeconds]);
  },
});

function calledInstance(trial: TrialRecord): string | undefined {
  const instance = calledOf(trial)?.instance_identifier;
  return typeof instance === 'string' ? instance : undefined;
}
