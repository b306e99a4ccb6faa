import { TASK_ROUTES } from '@skein/contracts';
import { getTask } from '../../app/tasks/get-task.ts';
import type { RouteModule } from '../route-module.ts';
import { serveTaskRoute, taskIdOf } from './serve-task-route.ts';

/** Where a task stands. */
export const taskStatusRoute: RouteModule = (app, { context }) => {
  serveTaskRoute(app, TASK_ROUTES.getTaskStatus, async (_body, request) => {
    const { id, status } = await getTask(context, request.principal, taskIdOf(request));
    return { task_id: id, status };
  });
};
