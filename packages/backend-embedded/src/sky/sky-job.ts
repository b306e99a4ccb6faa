import type { LedgerEntry, Scope, StoredPlacement } from '@skein/contracts';
import type { LearntState } from '@skein/ports';

/** A change of placements or of the ledger, as it travels to the thread that makes it. */
export type SkyJob = PutPlacement | RemovePlacement | PutLedger;

export interface PutPlacement {
  readonly name: 'put-placement';
  readonly stored: StoredPlacement;
}

export interface RemovePlacement {
  readonly name: 'remove-placement';
  readonly scope: Scope;
  readonly functionName: string;
}

export interface PutLedger {
  readonly name: 'put-ledger';
  readonly entries: readonly LedgerEntry[];
  readonly learnt: LearntState | undefined;
}

const NAMES: ReadonlySet<string> = new Set<SkyJob['name']>(['put-placement', 'remove-placement', 'put-ledger']);

/** Tells the jobs of these tables from those of others. */
export function isSkyJob(job: { readonly name: string }): job is SkyJob {
  return NAMES.has(job.name);
}
