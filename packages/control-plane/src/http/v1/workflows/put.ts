import { V1_ROUTES } from '@skein/contracts';
import { putWorkflow } from '../../../app/workflows/put-workflow.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderWorkflow } from './render-workflow.ts';

/** Creates a workflow or replaces its definition. */
export const putWorkflowRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.putWorkflow, async ({ parameters: { name }, body, request }) =>
    renderWorkflow(await putWorkflow(context, request.principal, { name, ...body })),
  );
};
