import { V1_ROUTES } from '@skein/contracts';
import { visibleResults } from '../../../app/access.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderInvocation } from './render-invocation.ts';

/** Invocations, newest first. */
export const listInvocationsRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.listInvocations, async ({ query, request }) => {
    const { function: functionName, status, beforeMs, limit } = query;
    const records = await context.invocations.listInvocations(context.scope, {
      ...visibleResults(request.principal),
      limit,
      ...(functionName !== undefined && { functionName }),
      ...(status !== undefined && { status }),
      ...(beforeMs !== undefined && { beforeMs }),
    });
    return { invocations: records.map(renderInvocation) };
  });
};
