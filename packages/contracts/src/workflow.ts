import type { Principal } from './principal.ts';
import type { Scope } from './scope.ts';

/** How a workflow is written: in the Amazon States Language, or in the flow notation for general graphs. */
export type WorkflowNotation = 'states' | 'flow';

/** A workflow as it was created and last changed. */
export interface WorkflowRecord extends Scope {
  readonly name: string;
  readonly notation: WorkflowNotation;
  /** `express` trades the durability of every step for speed. */
  readonly type: 'standard' | 'express';
  readonly definition: string;
  readonly roleArn: string;
  /** Changes with every change of the definition. */
  readonly revisionId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One run of a workflow. It keeps the definition it was started with, whatever becomes of the workflow. */
export interface ExecutionRecord extends Scope {
  readonly id: string;
  readonly workflowName: string;
  /** Unique among the executions of the workflow. */
  readonly name: string;
  readonly notation: WorkflowNotation;
  readonly definition: string;
  readonly revisionId: string;
  readonly roleArn: string;
  /** Who started it: its tasks act for this principal, whatever has become of the key since. */
  readonly principal: Principal;
  readonly status: ExecutionStatus;
  /** JSON texts, byte for byte as they were given and made. */
  readonly input: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly startedAtMs: number;
  readonly stoppedAtMs: number | undefined;
}

/** The ARN of a workflow, as Step Functions writes that of a state machine. */
export function workflowArn(scope: Scope, workflowName: string): string {
  return `arn:aws:states:${scope.region}:${scope.account}:stateMachine:${workflowName}`;
}

/** The ARN of an execution. */
export function executionArn(scope: Scope, workflowName: string, executionName: string): string {
  return `arn:aws:states:${scope.region}:${scope.account}:execution:${workflowName}:${executionName}`;
}
