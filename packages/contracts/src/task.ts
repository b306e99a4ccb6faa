import type { Principal } from './principal.ts';
import type { Scope } from './scope.ts';

/** The words of the task API. `QUEUED` again after the sandbox or the server that ran it was lost. */
export const TASK_STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** Libraries that can write what Python's own pickle cannot, such as functions: what a function's results are written with. */
export const TASK_SERIALIZERS = ['dill', 'cloudpickle'] as const;
export type TaskSerializer = (typeof TASK_SERIALIZERS)[number];

/** How a task ended. Everything about it that is a pickle is opened by its owner, never by Skein. */
export interface TaskResult extends Scope {
  readonly id: string;
  readonly functionName: string;
  readonly principal: Principal;
  readonly status: 'COMPLETED' | 'FAILED';
  /** The pickled result, or the pickled exception, in Base64. */
  readonly result: string;
  /** The exception's traceback inside the sandbox, as Python prints it; undefined when there is none. */
  readonly traceback: string | undefined;
  /** Milliseconds since the epoch. */
  readonly acceptedAtMs: number;
  /** Milliseconds since the epoch. */
  readonly finishedAtMs: number;
}
