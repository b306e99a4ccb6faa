import type { TrialRecord } from '@skein/contracts';
import type { LabFunctionName } from '../../experiment.ts';
import { calledEntries } from '../../run/entries.ts';
import type { LabEvent, TrialPlan } from '../../run/lab.ts';
import { MS_PER_SECOND } from './results.ts';

/** A call of the first function, which calls the next one, and so on; each does the same work first. */
export function chainOf(names: readonly LabFunctionName[], work: LabEvent = {}): Pick<TrialPlan, 'function' | 'event'> {
  const [first = 'function1', ...others] = names;
  return { function: first, event: { ...work, ...nestedIn(others, work) } };
}

function nestedIn([next, ...others]: readonly LabFunctionName[], work: LabEvent): LabEvent {
  if (next === undefined) return {};
  return { invoke_nested: [{ function_name: next, invoke_payload: { ...work, ...nestedIn(others, work) } }] };
}

/**
 * What each nested call of a trial took beyond the called function's own time, in ms: the way there and back, and its cold start. Two
 * durations, each of one clock: so it holds wherever the functions run.
 */
export function nestedOverheadsMs(trial: TrialRecord): readonly number[] {
  return calledEntries(trial).flatMap(({ invocation_start: sent, invocation_end: back, execution_total: own }) =>
    typeof sent === 'number' && typeof back === 'number' && typeof own === 'number' ? [(back - sent - own) * MS_PER_SECOND] : [],
  );
}
