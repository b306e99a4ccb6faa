import { SkeinError, TASK_ROUTES, canonicalUuid } from '@skein/contracts';
import { submitTasks } from '../../app/tasks/submit-tasks.ts';
import type { RouteModule } from '../route-module.ts';
import { serveTaskRoute } from './serve-task-route.ts';

/** Queues a call of a registered function. */
export const executeFunctionRoute: RouteModule = (app, { context }) => {
  serveTaskRoute(app, TASK_ROUTES.executeFunction, async ({ function_id: id, payload }, { principal }) => {
    const [taskId] = await submitTasks(context, principal, [{ functionId: canonicalUuid(id), payload }]);
    if (taskId === undefined) throw new SkeinError('internal', { reason: 'a task has no id' });
    return { task_id: taskId };
  });
};
