import { V1_ROUTES } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderInvocation } from './render-invocation.ts';

/** Invocations, newest first. */
export const listInvocationsRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.listInvocations, async ({ query }) => {
    const { function: functionName, status, beforeMs, limit } = query;
    const records = await context.invocations.listInvocations(context.scope, {
      limit,
      ...(functionName !== undefined && { functionName }),
      ...(status !== undefined && { status }),
      ...(beforeMs !== undefined && { beforeMs }),
    });
    return { invocations: records.map(renderInvocation) };
  });
};
