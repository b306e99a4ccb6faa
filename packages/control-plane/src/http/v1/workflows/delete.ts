import { V1_ROUTES, requireAccess } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Removes a workflow. */
export const deleteWorkflowRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.deleteWorkflow, async ({ parameters: { name }, request }) => {
    requireAccess(request.principal, name);
    await context.workflows.writer.deleteWorkflow(context.scope, name);
    return undefined;
  });
};
