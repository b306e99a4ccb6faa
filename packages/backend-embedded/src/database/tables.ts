import type { FunctionState, LastUpdateStatus } from '@skein/contracts';
import type { Generated } from 'kysely';

/** The tables as the migrations leave them. Column names are those of SQL. */

export interface FunctionRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** JSON object of strings. */
  readonly tags: string;
  readonly created_at_ms: number;
}

export interface RevisionRow {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly function_name: string;
  readonly number: number;
  /** JSON of FunctionSettings. */
  readonly settings: string;
  readonly package_digest: string;
  readonly package_size_bytes: number;
  readonly state: FunctionState;
  readonly state_reason: string | null;
  readonly last_update_status: LastUpdateStatus | null;
  readonly created_at_ms: number;
}

export interface VersionRow {
  readonly account: string;
  readonly region: string;
  readonly function_name: string;
  readonly version: string;
  readonly revision_id: string;
}

/** Records that were stored together. */
export interface RecordBlockRow {
  readonly record_count: number;
  /** Ids compare as text; they begin with their time. */
  readonly least_id: string;
  readonly greatest_id: string;
  readonly first_received_at_ms: number;
  readonly last_received_at_ms: number;
  /** Names of functions and statuses that occur in the block, each between line ends. */
  readonly labels: string;
  /** JSON array of InvocationRecord. */
  readonly records: string;
}

export interface Tables {
  readonly functions: FunctionRow;
  readonly revisions: RevisionRow;
  readonly versions: VersionRow;
  readonly registry: { readonly id: string };
  readonly record_blocks: RecordBlockRow & { readonly sequence: Generated<number> };
}
