import { V1_ROUTES } from '@skein/contracts';
import { listFunctions } from '../../../app/functions/list-functions.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderFunction } from './render-function.ts';

/** Functions in order of name, a page at a time. */
export const listFunctionsRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.listFunctions, async ({ query, request }) => {
    const { functions, nextAfter } = await listFunctions(context, request.principal, query);
    return { functions: functions.map(renderFunction), nextAfter: nextAfter ?? null };
  });
};
