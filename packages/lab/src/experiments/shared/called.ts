import type { TrialRecord } from '@skein/contracts';
import { calledEntries } from '../../run/entries.ts';
import type { Entry } from '../../run/entries.ts';

/** A call of function1, which calls function2: no way to the provider lies between the two. */
export const CALL_OF_ANOTHER = { function: 'function1', event: { invoke_nested: [{ function_name: 'function2' }] } } as const;

/** What the called function has written down; undefined when it was never reached. */
export function calledOf(trial: TrialRecord): Entry | undefined {
  return calledEntries(trial)[0];
}

/** Whether it was the first call of the called function's instance; undefined when that is not known. */
export function isCalledFirst(trial: TrialRecord): boolean | undefined {
  const first = calledOf(trial)?.first_call;
  return typeof first === 'boolean' ? first : undefined;
}
