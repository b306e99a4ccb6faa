import type { LedgerEntry, Scope, StoredPlacement } from '@skein/contracts';

export interface LedgerQuery {
  readonly functionName?: string;
  readonly invocationId?: string;
  /** Only entries that still wait for an answer, or for their provider's report. */
  readonly unsettled?: boolean;
  readonly limit: number;
}

/** Where functions are placed, what was learnt of the places, and what calls cost there. */
export interface SkyStore {
  listPlacements(scope: Scope): Promise<readonly StoredPlacement[]>;
  /** Newest first. */
  listLedger(scope: Scope, query: LedgerQuery): Promise<readonly LedgerEntry[]>;
  /** Stores a placement over the one before it. Resolves when it is durable, as all of these do. */
  putPlacement(stored: StoredPlacement): Promise<void>;
  /** Nothing happens when there is none. */
  removePlacement(scope: Scope, functionName: string): Promise<void>;
  /**
   * Stores entries, over older ones with the same id, and with them what the policy has learnt; a placement that is gone stays gone.
   * Both or neither.
   */
  putLedger(entries: readonly LedgerEntry[], learnt?: LearntState): Promise<void>;
}

export interface LearntState extends Scope {
  readonly functionName: string;
  readonly policyState: unknown;
}
