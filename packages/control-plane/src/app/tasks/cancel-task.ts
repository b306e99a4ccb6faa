import { SkeinError } from '@skein/contracts';
import type { Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { getTask, requireOwn } from './get-task.ts';

/** Ends a task that has not been started. Rejects with `task_not_found`, `task_started`, `access_denied`. */
export async function cancelTask(context: AppContext, principal: Principal, taskId: string): Promise<void> {
  const task = await context.events.getEvent({ ...context.scope, kind: 'task' }, taskId);
  if (task !== undefined) {
    await requireOwn(context, principal, task);
    if (await context.tasks.host.cancel(task)) return;
  }
  await getTask(context, principal, taskId);
  throw new SkeinError('task_started', { taskId });
}
