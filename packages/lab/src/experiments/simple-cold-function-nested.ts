import type { TrialRecord } from '@skein/contracts';
import { defineExperiment } from '../experiment.ts';
import { calledEntries } from '../run/entries.ts';
import type { Entry } from '../run/entries.ts';
import { findIdleLimit } from './shared/idle-limit.ts';
import { MS_PER_SECOND } from './shared/results.ts';

/** The same search as `simple-cold-function`, seen from inside: function1 calls function2, so that no way to the provider is in between. */
export const simpleColdFunctionNested = defineExperiment({
  name: 'simple-cold-function-nested',
  description: 'Time without calls after which a function is cold that another function calls.',
  functions: ['function1', 'function2'],
  parameters: {
    settleMinutes: 65,
    warmCalls: 100,
    warmPauseSeconds: 1,
    firstAgainMinutes: 40,
    firstStepMinutes: 20,
    firstMaxMinutes: 120,
    coarseSeconds: 300,
    mediumSeconds: 60,
    granularitySeconds: 20,
    verifications: 5,
    maxHours: 24,
  },
  positive: ['firstStepMinutes', 'coarseSeconds', 'mediumSeconds', 'granularitySeconds'],
  async run(lab, parameters) {
    const plan = { function: 'function1', event: { invoke_nested: [{ function_name: 'function2' }] } } as const;
    const subject = { plan, together: 1, isCold: isCalledCold, latencyMs: nestedLatencyMs };
    return await findIdleLimit(lab, subject, parameters, [parameters.coarseSeconds, parameters.mediumSeconds]);
  },
});

function isCalledCold(trial: TrialRecord): boolean | undefined {
  const first = calledOf(trial)?.first_call;
  return typeof first === 'boolean' ? first : undefined;
}

/** From the call in one function to the beginning of the other, in ms: of use only where both have the same clock. */
function nestedLatencyMs(trial: TrialRecord): number {
  const { invocation_start: sent, execution_start: began } = calledOf(trial) ?? {};
  return typeof sent === 'number' && typeof began === 'number' ? (began - sent) * MS_PER_SECOND : Number.NaN;
}

function calledOf(trial: TrialRecord): Entry | undefined {
  return calledEntries(trial)[0];
}
