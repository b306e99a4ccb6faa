import type { EventSummary, Scope, TaskResult } from '@skein/contracts';

/** What came of tasks. Tasks that wait or run are in the event queue. */
export interface TaskResults {
  /**
   * Stores how a task ended and takes it off the queue, in one commit: a result is there exactly when the task is not queued any
   * more. A task that is not in the queue is left as it is, so that it ends once. Resolves when it is durable.
   */
  finish(result: TaskResult): Promise<void>;
  getResult(scope: Scope, taskId: string): Promise<TaskResult | undefined>;
  /** Results of those of the named tasks that have ended, in no order. */
  findResults(scope: Scope, taskIds: readonly string[]): Promise<readonly TaskResult[]>;
  /** Removes the results of tasks that ended before this time, in ms since the epoch. */
  removeResults(beforeMs: number): Promise<void>;
}

/** Whoever runs tasks, as the control plane sees it. */
export interface TaskHost {
  /** To be called after tasks were added to the queue. */
  wake(): void;
  /** Whether a queued task has been started. */
  isRunning(taskId: string): boolean;
  /** Ends a queued task that has not been started, as cancelled. False when it has been started or has ended. */
  cancel(task: EventSummary): Promise<boolean>;
  /**
   * Resolves when one of these tasks has ended durably, after so many ms, or when it is aborted. What ended before is not noticed.
   * The answer is false when nobody will notice any more, because the host is closing.
   */
  untilOneEnds(taskIds: readonly string[], timeoutMs: number, signal: AbortSignal): Promise<boolean>;
}

/** Makes packages of registered functions. */
export interface TaskPackager {
  /** The version of Python, such as `3.11`, for functions that name none. Rejects with `runtime_not_installed`. */
  defaultPython(): Promise<string>;
  /**
   * The package of a function, for a Python of exactly this version: what a pickle contains is of one version.
   * Rejects with `runtime_not_installed`, `task_libraries_missing`.
   */
  pack(pythonVersion: string, pickle: Buffer): Promise<Buffer>;
}
