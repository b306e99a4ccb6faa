import { V1_ROUTES } from '@skein/contracts';
import { getWorkflow } from '../../../app/workflows/get-workflow.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderExecution } from './render-execution.ts';

/** Executions of a workflow, newest first. */
export const listExecutionsRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.listExecutions, async ({ parameters, query: { status, after, limit }, request }) => {
    const { name } = await getWorkflow(context, request.principal, parameters.name);
    const found = await context.workflows.reader.listExecutions(context.scope, name, {
      limit: limit + 1,
      ...(status === undefined ? {} : { status }),
      ...(after === undefined ? {} : { before: after }),
    });
    const page = found.slice(0, limit);
    return { executions: page.map(renderExecution), nextAfter: found.length > limit ? (page.at(-1)?.id ?? null) : null };
  });
};
