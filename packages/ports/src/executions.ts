import type { ExecutionRecord, ExecutionStatus, Scope, WorkflowRecord } from '@skein/contracts';
import type { NamePage } from './functions.ts';

/** An event of an execution's history as a store keeps it: its number, and the rest as a text that the store does not read. */
export interface StoredEvent {
  readonly id: number;
  readonly event: string;
}

/** Something to be done for an execution once the commit that holds it is durable. It stays until a later commit settles it. */
export interface DispatchIntent {
  readonly taskId: number;
  readonly command: string;
}

/** What an execution goes on from. */
export interface LoadedExecution {
  readonly record: ExecutionRecord;
  /** The engine's state as text. */
  readonly state: string;
  /** How many commits the execution has had. */
  readonly sequence: number;
  /** What is under way, in order of task. */
  readonly intents: readonly DispatchIntent[];
  readonly wakeAtMs: number | undefined;
  /** True when the execution can go on at once. */
  readonly unfinished: boolean;
}

/** One step of an execution: all of it is stored, or nothing. */
export interface ExecutionCommit {
  readonly executionId: string;
  /** Of the lease under which the step was decided: whoever has lost the lease cannot write any more. */
  readonly epoch: number;
  /** The sequence that the step was decided on: two steps cannot follow the same one. */
  readonly sequence: number;
  readonly state: string;
  readonly events: readonly StoredEvent[];
  readonly intents: readonly DispatchIntent[];
  /** Tasks that have come to their end or were given up. */
  readonly settledTaskIds: readonly number[];
  readonly wakeAtMs: number | undefined;
  readonly unfinished: boolean;
  readonly outcome: ExecutionOutcome | undefined;
}

/** How an execution ended. */
export interface ExecutionOutcome {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly stoppedAtMs: number;
}

/** Reads workflows and their executions. */
export interface ExecutionReader {
  getWorkflow(scope: Scope, name: string): Promise<WorkflowRecord | undefined>;
  /** In order of name, starting after the given one. */
  listWorkflows(scope: Scope, page: NamePage): Promise<readonly WorkflowRecord[]>;
  getExecution(scope: Scope, workflowName: string, name: string): Promise<ExecutionRecord | undefined>;
  /** The newest first; ids begin with their time, and `before` is the id after which a page goes on. */
  listExecutions(scope: Scope, workflowName: string, page: ExecutionPage): Promise<readonly ExecutionRecord[]>;
  /** Events in order of their number, or in the opposite one, beginning behind the given number. */
  listEvents(
    executionId: string,
    page: { readonly after?: number; readonly limit: number; readonly reverse?: boolean },
  ): Promise<readonly StoredEvent[]>;
  load(executionId: string): Promise<LoadedExecution | undefined>;
  /** Ids of all executions that run: what a reconciler goes through. */
  listRunning(): Promise<readonly string[]>;
  /** The epoch of the lease that was taken last; 0 when none ever was. */
  leaseEpoch(): Promise<number>;
}

export interface ExecutionPage {
  readonly status?: ExecutionStatus;
  readonly before?: string;
  readonly limit: number;
}

/** Whoever runs executions, as those see it who begin and end them. */
export interface ExecutionHost {
  /** Begins an execution; it is durable when the promise resolves. Rejects with `execution_exists`, `invalid_definition`, `lease_lost`. */
  start(record: ExecutionRecord): Promise<void>;
  /** Ends a running execution as aborted, soon. Nothing happens when it has ended. */
  stop(executionId: string, error?: string, cause?: string): Promise<void>;
}

/** Changes workflows and executions. Every promise resolves after the change is durable. */
export interface ExecutionWriter {
  /** Rejects with `workflow_exists`. */
  createWorkflow(workflow: WorkflowRecord): Promise<void>;
  /** Replaces a workflow; running executions keep what they were started with. Rejects with `workflow_not_found`. */
  updateWorkflow(workflow: WorkflowRecord): Promise<void>;
  /** Its executions stay. Rejects with `workflow_not_found`. */
  deleteWorkflow(scope: Scope, name: string): Promise<void>;
  /** Takes the lease on all executions from whoever had it. Rejects with `lease_lost` when the epoch is not the one after the last. */
  takeLease(epoch: number): Promise<void>;
  /** Adds an execution with its first step. Rejects with `execution_exists`, or `lease_lost`. */
  createExecution(record: ExecutionRecord, first: ExecutionCommit): Promise<void>;
  /** Stores a step. Rejects with `lease_lost`, and with `execution_changed` when another step was stored first. */
  commitExecution(commit: ExecutionCommit): Promise<void>;
}
