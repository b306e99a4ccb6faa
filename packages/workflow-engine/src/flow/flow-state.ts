import { parseJson } from '../json.ts';
import type { ExecutionIdentity, ExecutionStatus, JsonText } from '../execution/execution-state.ts';

/** Everything an execution of a flow needs to go on, apart from its definition. */
export interface FlowState {
  readonly identity: ExecutionIdentity;
  readonly status: ExecutionStatus;
  readonly startedMs: number;
  readonly input: JsonText;
  readonly eventCount: number;
  readonly nextTaskId: number;
  /** One for each node of the flow, in the same order. */
  readonly nodes: readonly NodeState[];
  readonly output?: JsonText;
  readonly error?: string;
  readonly cause?: string;
}

/**
 * A node waits until it has heard from every edge that leads to it. An edge that was not taken counts too; a node none of whose edges was
 * taken is skipped, and so are its edges.
 */
export type NodeState =
  | { readonly status: 'waiting'; readonly heard: number; readonly taken: number; readonly lastEventId: number }
  | RunningNode
  | { readonly status: 'done'; readonly output: JsonText; readonly lastEventId: number }
  | { readonly status: 'skipped'; readonly lastEventId: number };

export interface RunningNode {
  readonly status: 'running';
  readonly lastEventId: number;
  readonly tasks: readonly NodeTask[];
  /** Of a foreach: the items, how many have begun, and the answers so far. */
  readonly items?: readonly JsonText[];
  readonly started: number;
  readonly answers: readonly (JsonText | null)[];
}

export interface NodeTask {
  readonly taskId: number;
  readonly index: number;
  readonly lastEventId: number;
}

/** The state that a stored text holds. */
export function restoreFlowState(text: string): FlowState {
  return parseJson(text) as unknown as FlowState;
}
