import { V1_ROUTES } from '@skein/contracts';
import { cancelTask } from '../../../app/tasks/cancel-task.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Ends a task that has not been started. */
export const cancelTaskRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.cancelTask, async ({ parameters, request }) => {
    await cancelTask(context, request.principal, parameters.taskId);
    return undefined;
  });
};
