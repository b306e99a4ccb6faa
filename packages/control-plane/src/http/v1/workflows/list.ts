import { V1_ROUTES } from '@skein/contracts';
import { visibleNames } from '../../../app/access.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderSummary } from './render-workflow.ts';

/** Workflows in order of name. */
export const listWorkflowsRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.listWorkflows, async ({ query: { after, limit }, request }) => {
    const found = await context.workflows.reader.listWorkflows(context.scope, {
      ...visibleNames(request.principal),
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    const workflows = found.slice(0, limit).map(renderSummary);
    return { workflows, nextAfter: found.length > limit ? (workflows.at(-1)?.name ?? null) : null };
  });
};
