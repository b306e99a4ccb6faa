import type { RouteModule } from '../../route-module.ts';
import { renderInvocation } from './get.ts';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 1000;

/** Invocations, newest first. */
export const listInvocationsRoute: RouteModule = (app, { context }) => {
  app.get('/v1/invocations', async (request) => {
    const query = request.query as { function?: string; limit?: string };
    const limit = Math.min(Math.max(1, Math.trunc(Number(query.limit ?? LIMIT_DEFAULT)) || LIMIT_DEFAULT), LIMIT_MAX);
    const filter = query.function === undefined ? { limit } : { limit, functionName: query.function };
    const records = await context.invocations.listInvocations(context.scope, filter);
    return { invocations: records.map(renderInvocation) };
  });
};
