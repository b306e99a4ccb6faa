import type { TrialRecord } from '@skein/contracts';
import { rootEntry } from '../../run/entries.ts';
import type { Lab } from '../../run/lab.ts';
import { MS_PER_SECOND } from './results.ts';

/** Experiments that find the time after which a function is cold again, when one call came and when many did. */
const IDLE_EXPERIMENTS = { sequential: 'simple-cold-function', threaded: 'simple-cold-function-threaded-twelve' } as const;
export type Series = keyof typeof IDLE_EXPERIMENTS;

/** Seconds to wait where no earlier run has found how long a function stays warm on this provider; the original's figure. */
export const COLD_SECONDS = 1_200;

/** How long to wait until functions are cold, in ms: as an earlier run on this provider has found it, or as `otherwiseSeconds` says. */
export async function coldPauseMs(lab: Lab, series: Series, otherwiseSeconds: number): Promise<number> {
  return ((await lab.earlierResult(IDLE_EXPERIMENTS[series], 'idle')) ?? otherwiseSeconds) * MS_PER_SECOND;
}

/** Whether a call was a cold start: by the platform's own word or the function's; undefined when neither says. */
export function wasCold(trial: TrialRecord): boolean | undefined {
  if (trial.usage !== undefined && trial.usage.initMs > 0) return true;
  const first = rootEntry(trial)?.first_call;
  if (typeof first === 'boolean') return first;
  return trial.usage === undefined ? undefined : false;
}
