import { parseJson } from '../json.ts';
import type { JsonObject, JsonValue } from '../json.ts';

/** A JSON text. Payloads are kept as text: what passes an execution unchanged leaves it byte for byte as it came. */
export type JsonText = string;

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** Who an execution is, for its context object and its history. */
export interface ExecutionIdentity {
  readonly executionArn: string;
  readonly executionName: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
}

/**
 * Everything an execution needs to go on, apart from its definition: never more than what is open now, so that taking up an execution again
 * costs the same after ten events and after ten thousand.
 */
export interface ExecutionState {
  readonly identity: ExecutionIdentity;
  readonly status: ExecutionStatus;
  readonly startedMs: number;
  readonly input: JsonText;
  /** When the execution times out, in ms since 1970. */
  readonly timeoutAtMs?: number;
  /** How many events its history has. */
  readonly eventCount: number;
  readonly nextFrameId: number;
  readonly nextTaskId: number;
  readonly frames: readonly Frame[];
  /** Frames whose next state can be entered, in this order. */
  readonly ready: readonly number[];
  readonly output?: JsonText;
  readonly error?: string;
  readonly cause?: string;
}

/** One line of states in progress: the execution itself, a branch, or an iteration. */
export interface Frame {
  readonly id: number;
  /** The frame whose Parallel or Map state this one belongs to. */
  readonly parentId?: number;
  /** Which branch or iteration of the parent this is. */
  readonly index: number;
  /** The item of an iteration. */
  readonly item?: JsonText;
  /** Variables assigned in this frame; outer ones are in its parents. */
  readonly variables: JsonObject;
  readonly lastEventId: number;
  readonly stateName: string;
  /** The state's input before `InputPath`. */
  readonly input: JsonText;
  readonly enteredEventId: number;
  readonly enteredMs: number;
  /** How often each retrier of the state was used, and how often all of them. */
  readonly retries: readonly number[];
  readonly retryCount: number;
  readonly wait: Wait;
}

/** What a frame waits for. */
export type Wait =
  | { readonly kind: 'turn' }
  | { readonly kind: 'time'; readonly untilMs: number }
  | { readonly kind: 'retry'; readonly untilMs: number }
  | TaskWait
  | { readonly kind: 'branches'; readonly count: number; readonly finished: number }
  | IterationsWait
  | { readonly kind: 'finished'; readonly output: JsonText };

export interface TaskWait {
  readonly kind: 'task';
  readonly taskId: number;
  readonly timeoutAtMs?: number;
  readonly heartbeatAtMs?: number;
  readonly heartbeatMs?: number;
}

export interface IterationsWait {
  readonly kind: 'iterations';
  readonly items: readonly JsonText[];
  /** The Map state's input after `InputPath`, for `ItemSelector`. */
  readonly input: JsonText;
  readonly started: number;
  readonly finished: number;
}

/** The text under which a state is stored. */
export function serializeState(state: ExecutionState): string {
  return JSON.stringify(state);
}

/** The state that a stored text holds. Numbers of variables come back as they were written. */
export function restoreState(text: string): ExecutionState {
  const value: JsonValue = parseJson(text);
  return value as unknown as ExecutionState;
}

/** When something happens by itself next: a wait, a retry or a timeout, in ms since 1970; nothing when only an outcome can go on. */
export function nextWakeMs(state: ExecutionState): number | undefined {
  const times = state.frames.flatMap(({ wait }) => wakeTimes(wait));
  if (state.timeoutAtMs !== undefined) times.push(state.timeoutAtMs);
  return state.status !== 'RUNNING' || times.length === 0 ? undefined : Math.min(...times);
}

/** The moments at which a wait ends without an outcome. */
export function wakeTimes(wait: Wait): number[] {
  if (wait.kind === 'time' || wait.kind === 'retry') return [wait.untilMs];
  if (wait.kind !== 'task') return [];
  return [wait.timeoutAtMs, wait.heartbeatAtMs].filter((time) => time !== undefined);
}
