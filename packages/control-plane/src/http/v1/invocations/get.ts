import { SkeinError, V1_ROUTES } from '@skein/contracts';
import { requireReadable } from '../../../app/access.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderInvocation } from './render-invocation.ts';

/** One invocation: how it ended, what it took, what it wrote. */
export const getInvocationRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getInvocation, async ({ parameters: { invocationId }, request }) => {
    const record = await context.invocations.getInvocation(context.scope, invocationId);
    if (record === undefined) throw new SkeinError('invocation_not_found', { invocationId });
    requireReadable(request.principal, { ...record, name: record.functionName });
    return renderInvocation(record);
  });
};
