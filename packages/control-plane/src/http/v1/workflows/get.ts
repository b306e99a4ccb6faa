import { V1_ROUTES } from '@skein/contracts';
import { getWorkflow } from '../../../app/workflows/get-workflow.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderWorkflow } from './render-workflow.ts';

/** One workflow. */
export const getWorkflowRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getWorkflow, async ({ parameters: { name }, request }) =>
    renderWorkflow(await getWorkflow(context, request.principal, name)),
  );
};
