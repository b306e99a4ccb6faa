import type { ExecutionState, ExecutionIdentity, JsonText } from './execution-state.ts';
import type { HistoryEvent } from './history.ts';

/** What the world tells the engine about an execution. An event about a task that is no longer waited for changes nothing. */
export type EngineEvent =
  | TaskSucceeded
  | { readonly type: 'task-failed'; readonly taskId: number; readonly error: string; readonly cause: string }
  | { readonly type: 'task-heartbeat'; readonly taskId: number }
  /** The time that the last decision named has come. */
  | { readonly type: 'wake' }
  /** The last decision stopped only to be stored. */
  | { readonly type: 'continue' }
  /** Whoever runs the execution cannot go on with it: it fails, and nothing catches that. */
  | { readonly type: 'fail'; readonly cause: string }
  | { readonly type: 'stop'; readonly error?: string; readonly cause?: string };

export interface TaskSucceeded {
  readonly type: 'task-succeeded';
  readonly taskId: number;
  /** What the function answered. */
  readonly payload: JsonText;
  /** What Lambda's HTTP interface answers: 200 for a request, 202 for an event, 204 for a dry run. 200 when it is missing. */
  readonly statusCode?: number;
  /** Version that ran, the request's id, its trace and the end of its log: parts of what `lambda:invoke` answers. */
  readonly executedVersion?: string;
  readonly requestId?: string;
  readonly traceId?: string;
  readonly logResult?: string;
}

/** How an execution begins. */
export interface StartRequest {
  readonly identity: ExecutionIdentity;
  readonly input: JsonText;
}

/** Time and chance, handed in with every decision: the same ones give the same decision. */
export interface Given {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Where random numbers and ids come from; a different one for every decision. */
  readonly seed: string;
}

/** What has to be done once the decision is stored, and never before. Doing it twice is harmless: a task's outcome counts once. */
export type Command = InvokeCommand | { readonly type: 'cancel'; readonly taskId: number };

export interface InvokeCommand {
  readonly type: 'invoke';
  /** Unique within the execution: with its ARN the idempotency key of the invocation. */
  readonly taskId: number;
  /** Name or ARN of the function. */
  readonly functionName: string;
  readonly qualifier?: string;
  readonly kind: 'request' | 'event' | 'dry-run';
  readonly payload: JsonText;
  readonly clientContext?: string;
  /** True when the end of the log belongs into the answer. */
  readonly logTail: boolean;
}

/** The next state of an execution, with what belongs into the same commit: new history and what to do after it. */
export interface Decision {
  readonly state: ExecutionState;
  readonly history: readonly HistoryEvent[];
  readonly commands: readonly Command[];
  /** True when `continue` is to follow as soon as this is stored. */
  readonly unfinished: boolean;
  /** When `wake` is to follow, in ms since 1970. */
  readonly wakeAtMs?: number;
}
