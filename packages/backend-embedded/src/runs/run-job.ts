import type { RunRecord, TrialRecord, TrialUsage } from '@skein/contracts';
import type { RunChange } from '@skein/ports';

/** A change of the lab's database, as it travels to the thread that makes it. */
export type RunJob =
  | { readonly name: 'add-run'; readonly run: RunRecord }
  | { readonly name: 'change-run'; readonly runId: string; readonly change: RunChange }
  | { readonly name: 'add-trial'; readonly trial: TrialRecord }
  | { readonly name: 'set-trial-usage'; readonly runId: string; readonly key: string; readonly usage: TrialUsage };
