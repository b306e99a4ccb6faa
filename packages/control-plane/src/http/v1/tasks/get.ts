import { V1_ROUTES } from '@skein/contracts';
import { getTask } from '../../../app/tasks/get-task.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderTask } from './render-task.ts';

/** One task. */
export const getTaskRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getTask, async ({ parameters, request }) =>
    renderTask(await getTask(context, request.principal, parameters.taskId)),
  );
};
