import type { TrialRecord } from '@skein/contracts';
import { defineExperiment } from '../experiment.ts';
import { CALL_OF_ANOTHER, calledOf, isCalledFirst } from './shared/called.ts';
import { SEARCH_IN_THREE_STEPS, THREE_STEPS, findIdleLimit } from './shared/idle-limit.ts';
import { MS_PER_SECOND } from './shared/results.ts';

/** The same search as `simple-cold-function`, seen from inside: function1 calls function2, so that no way to the provider is in between. */
export const simpleColdFunctionNested = defineExperiment({
  name: 'simple-cold-function-nested',
  description: 'Time without calls after which a function is cold that another function calls.',
  functions: ['function1', 'function2'],
  parameters: { ...SEARCH_IN_THREE_STEPS, settleMinutes: 65, warmCalls: 100, warmPauseSeconds: 1 },
  positive: THREE_STEPS,
  async run(lab, parameters) {
    const subject = { plan: CALL_OF_ANOTHER, together: 1, isCold: isCalledFirst, latencyMs: nestedLatencyMs };
    return await findIdleLimit(lab, subject, parameters, [parameters.coarseSeconds, parameters.mediumSeconds]);
  },
});

/** From the call in one function to the beginning of the other, in ms: of use only where both have the same clock. */
function nestedLatencyMs(trial: TrialRecord): number {
  const { invocation_start: sent, execution_start: began } = calledOf(trial) ?? {};
  return typeof sent === 'number' && typeof began === 'number' ? (began - sent) * MS_PER_SECOND : Number.NaN;
}
