import { V1_ROUTES, canonicalUuid } from '@skein/contracts';
import { submitTasks } from '../../../app/tasks/submit-tasks.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Queues calls of registered functions. */
export const submitTasksRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.submitTasks, async ({ body: { tasks }, request }) => {
    const named = tasks.map(({ id, functionId, payload }) => ({
      id: id === undefined ? undefined : canonicalUuid(id),
      functionId: canonicalUuid(functionId),
      payload,
    }));
    return { taskIds: [...(await submitTasks(context, request.principal, named))] };
  });
};
