import type { Principal } from './principal.ts';
import type { Scope } from './scope.ts';

export const WORKFLOW_NOTATIONS = ['states', 'flow'] as const;

/** How a workflow is written: in the Amazon States Language, or in the flow notation for general graphs. */
export type WorkflowNotation = (typeof WORKFLOW_NOTATIONS)[number];

/** What a workflow's revision is called until it is changed, as in Step Functions. */
export const INITIAL_REVISION = 'INITIAL';

/** A workflow as it was created and last changed. */
export interface WorkflowRecord extends Scope {
  readonly name: string;
  readonly notation: WorkflowNotation;
  /** `express` trades the durability of every step for speed. */
  readonly type: 'standard' | 'express';
  readonly definition: string;
  readonly roleArn: string;
  /** Changes with every change; `INITIAL_REVISION` before the first. */
  readonly revisionId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export const EXECUTION_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

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

/** What a node of a workflow's graph is: a state of the Amazon States Language, or a node of the flow notation by its nearest state. */
export const GRAPH_NODE_TYPES = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'] as const;

/** A node of a workflow's graph, as people want to see it drawn. */
export interface GraphNode {
  readonly name: string;
  readonly type: (typeof GRAPH_NODE_TYPES)[number];
  /** The Parallel or Map that it is a part of, and which of its branches. */
  readonly parent: string | null;
  readonly branch: number;
  readonly next: readonly GraphEdge[];
}

export interface GraphEdge {
  readonly to: string;
  readonly kind: 'next' | 'choice' | 'catch';
}
