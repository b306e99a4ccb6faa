import type {
  EventKind,
  ExecutionStatus,
  FunctionState,
  LastUpdateStatus,
  TaskResult,
  WorkflowNotation,
  WorkflowRecord,
} from '@skein/contracts';
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

export interface WorkflowRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly notation: WorkflowNotation;
  readonly type: WorkflowRecord['type'];
  readonly definition: string;
  readonly role_arn: string;
  readonly revision_id: string;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

export interface ExecutionRow {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly workflow_name: string;
  readonly name: string;
  readonly notation: WorkflowNotation;
  readonly definition: string;
  readonly revision_id: string;
  readonly role_arn: string;
  /** JSON of Principal. */
  readonly principal: string;
  readonly status: ExecutionStatus;
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly started_at_ms: number;
  readonly stopped_at_ms: number | null;
}

export interface ExecutionStateRow {
  readonly execution_id: string;
  readonly sequence: number;
  readonly state: string;
  readonly wake_at_ms: number | null;
  /** 1 when the execution can go on at once, otherwise 0. */
  readonly unfinished: number;
}

export interface ExecutionEventRow {
  readonly execution_id: string;
  readonly id: number;
  readonly event: string;
}

export interface ExecutionIntentRow {
  readonly execution_id: string;
  readonly task_id: number;
  readonly command: string;
}

export interface EventRow {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly function_name: string;
  readonly qualifier: string | null;
  readonly body: Buffer;
  readonly client_context: string | null;
  readonly trace_id: string | null;
  /** JSON of Principal. */
  readonly principal: string;
  readonly accepted_at_ms: number;
  readonly status: string;
  readonly attempts: number;
  readonly refusals: number;
  readonly due_at_ms: number;
  readonly error: string | null;
  readonly settled_at_ms: number | null;
  readonly kind: EventKind;
  readonly call_depth: number;
}

export interface TaskResultRow {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly function_name: string;
  /** JSON of Principal. */
  readonly principal: string;
  readonly status: TaskResult['status'];
  readonly result: string;
  readonly traceback: string | null;
  readonly accepted_at_ms: number;
  readonly finished_at_ms: number;
}

export interface SkyPlacementRow {
  readonly account: string;
  readonly region: string;
  readonly function_name: string;
  /** JSON of Placement. */
  readonly placement: string;
  /** JSON that only the placement's policy reads. */
  readonly policy_state: string;
}

export interface SkyLedgerRow {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly function_name: string;
  readonly invocation_id: string;
  readonly sent_at_ms: number;
  /** 1 while an answer or the provider's report is missing, otherwise 0. */
  readonly unsettled: number;
  /** JSON of LedgerEntry. */
  readonly entry: string;
}

export interface KeyRow {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** JSON array of strings. */
  readonly functions: string;
  /** JSON array of KeySecret. */
  readonly secrets: string;
  readonly created_at_ms: number;
  readonly rotated_at_ms: number | null;
  readonly expires_at_ms: number | null;
  readonly revoked_at_ms: number | null;
}

export interface EventInvokeConfigRow {
  readonly account: string;
  readonly region: string;
  readonly function_name: string;
  readonly qualifier: string;
  /** JSON of what of an EventInvokeConfig has no column. */
  readonly settings: string;
  readonly modified_at_ms: number;
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
  readonly workflows: WorkflowRow;
  readonly executions: ExecutionRow;
  readonly execution_states: ExecutionStateRow;
  readonly execution_events: ExecutionEventRow;
  readonly execution_intents: ExecutionIntentRow;
  readonly execution_lease: { readonly epoch: number };
  readonly registry: { readonly id: string };
  readonly events: EventRow;
  readonly sky_placements: SkyPlacementRow;
  readonly sky_ledger: SkyLedgerRow;
  readonly task_results: TaskResultRow;
  readonly keys: KeyRow;
  readonly event_invoke_configs: EventInvokeConfigRow;
  readonly record_blocks: RecordBlockRow & { readonly sequence: Generated<number> };
}
