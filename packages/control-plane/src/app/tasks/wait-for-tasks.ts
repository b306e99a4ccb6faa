import { SkeinError } from '@skein/contracts';
import type { Principal, TaskResult } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { endedTask, getTask, requireOwn } from './get-task.ts';
import type { Task } from './get-task.ts';

export interface TaskWait {
  readonly timeoutMs: number;
  /** Aborts when nobody waits for the answer any longer. */
  readonly signal: AbortSignal;
}

/** Of so many tasks that are waited for, in ms: others often end right after the first, and one answer serves them all. */
const LINGER_MS_PER_TASK = 0.05;

/**
 * Those of the tasks that have ended. When none has, this waits until one does, or for so many ms.
 * Rejects with `task_not_found`, `shutting_down`, `access_denied`.
 */
export async function waitForTasks(
  context: AppContext,
  principal: Principal,
  taskIds: readonly string[],
  { timeoutMs, signal }: TaskWait,
): Promise<readonly Task[]> {
  const { clock, tasks } = context;
  const found = new AbortController();
  // Listening begins before looking, so that nothing ends unnoticed in between.
  const oneEnds = tasks.host.untilOneEnds(taskIds, timeoutMs, AbortSignal.any([found.signal, signal]));
  try {
    const ended = await findKnown(context, principal, taskIds);
    if (ended.length > 0 || timeoutMs === 0) return ended;
    if (!(await oneEnds)) throw new SkeinError('shutting_down');
    await new Promise<void>((resolve) => clock.after(taskIds.length * LINGER_MS_PER_TASK, resolve));
    return await findEnded(context, principal, taskIds);
  } finally {
    found.abort();
  }
}

/** Those that have ended, when all of them are known. Most are the principal's own, and are only counted. */
async function findKnown(context: AppContext, principal: Principal, taskIds: readonly string[]): Promise<readonly Task[]> {
  const ended = await findEnded(context, principal, taskIds);
  const ownCount = await context.events.countOwn({ ...context.scope, kind: 'task' }, principal.id, taskIds);
  if (ownCount + ended.length >= new Set(taskIds).size) return ended;
  const tasks = await Promise.all(taskIds.map((taskId) => getTask(context, principal, taskId)));
  return tasks.filter(({ result }) => result !== undefined);
}

async function findEnded(context: AppContext, principal: Principal, taskIds: readonly string[]): Promise<readonly Task[]> {
  const results: readonly TaskResult[] = await context.tasks.results.findResults(context.scope, taskIds);
  for (const result of results) await requireOwn(context, principal, result);
  return results.map(endedTask);
}
