import type { TrialRecord } from '@skein/contracts';
import { defineExperiment } from '../experiment.ts';
import { calledEntries } from '../run/entries.ts';
import { findIdleLimit } from './shared/idle-limit.ts';
import { identifierWatch } from './shared/identifier.ts';
import { latencyOf } from './shared/results.ts';

/** The search of `coldstart-identifier` for a function that another function calls. */
export const coldstartIdentifierNested = defineExperiment({
  name: 'coldstart-identifier-nested',
  description: 'Time without calls after which another instance of a called function answers.',
  functions: ['function1', 'function2'],
  parameters: {
    settleMinutes: 65,
    warmCalls: 50,
    warmPauseSeconds: 0,
    firstAgainMinutes: 20,
    firstStepMinutes: 20,
    firstMaxMinutes: 120,
    coarseSeconds: 60,
    granularitySeconds: 20,
    verifications: 5,
    maxHours: 24,
  },
  positive: ['firstStepMinutes', 'coarseSeconds', 'granularitySeconds'],
  async run(lab, parameters) {
    const plan = { function: 'function1', event: { invoke_nested: [{ function_name: 'function2' }] } } as const;
    const isCold = identifierWatch(calledInstance, isCalledFirst);
    return await findIdleLimit(lab, { plan, together: 1, isCold, latencyMs: latencyOf }, parameters, [parameters.coarseSeconds]);
  },
});

function calledInstance(trial: TrialRecord): string | undefined {
  const instance = calledEntries(trial)[0]?.instance_identifier;
  return typeof instance === 'string' ? instance : undefined;
}

function isCalledFirst(trial: TrialRecord): boolean | undefined {
  const first = calledEntries(trial)[0]?.first_call;
  return typeof first === 'boolean' ? first : undefined;
}
