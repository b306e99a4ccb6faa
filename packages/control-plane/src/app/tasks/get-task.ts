import { SkeinError } from '@skein/contracts';
import type { EventSummary, Principal, TaskResult, TaskStatus } from '@skein/contracts';
import { requireReadable } from '../access.ts';
import type { AppContext } from '../context.ts';
import { registeredName, taskFunctionId } from './task-function.ts';

/** A task as its owner sees it. */
export interface Task {
  readonly id: string;
  readonly functionId: string;
  readonly status: TaskStatus;
  readonly acceptedAtMs: number;
  /** Undefined as long as it has not ended. */
  readonly result: TaskResult | undefined;
}

/** Rejects with `task_not_found`, `access_denied`. */
export async function getTask(context: AppContext, principal: Principal, taskId: string): Promise<Task> {
  const queued = await context.events.getEvent({ ...context.scope, kind: 'task' }, taskId);
  // A task that leaves the queue leaves its result in the same commit.
  const known = queued ?? (await context.tasks.results.getResult(context.scope, taskId));
  if (known === undefined) throw new SkeinError('task_not_found', { taskId });
  await requireOwn(context, principal, known);
  return 'result' in known ? endedTask(known) : openTask(context, known);
}

export function endedTask(result: TaskResult): Task {
  const { id, functionName, acceptedAtMs, status } = result;
  return { id, functionId: taskFunctionId(functionName), acceptedAtMs, status, result };
}

function openTask({ tasks }: AppContext, { id, functionName, acceptedAtMs }: EventSummary): Task {
  const status = tasks.host.isRunning(id) ? 'RUNNING' : 'QUEUED';
  return { id, functionId: taskFunctionId(functionName), acceptedAtMs, status, result: undefined };
}

/** Throws `access_denied` for a task of somebody else, unless a developer may read those of its function. */
export async function requireOwn(context: AppContext, principal: Principal, task: EventSummary | TaskResult): Promise<void> {
  if (task.principal.id === principal.id) return;
  const name = await nameOf(context, task.functionName);
  requireReadable(principal, { id: task.id, name, principalId: task.principal.id });
}

/** Of a function that was deleted only its name in the registry is known. */
async function nameOf({ resolver }: AppContext, functionName: string): Promise<string> {
  const found = await resolver.resolve(functionName).catch(() => undefined);
  return found === undefined ? functionName : registeredName(found.revision);
}
