import { V1_ROUTES, requireAccess } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderReport } from './render-placement.ts';

/** Takes a function back from everywhere else. */
export const unplaceFunctionRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.unplaceFunction, async ({ parameters: { name }, request }) => {
    requireAccess(request.principal, name);
    return renderReport(await context.sky.unplace(name));
  });
};
