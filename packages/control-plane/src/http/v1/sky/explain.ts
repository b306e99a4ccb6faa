import { V1_ROUTES, requireAccess } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderExplanation } from './render-placement.ts';

/** What is known of the places of one function. */
export const explainPlacementRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.explainPlacement, ({ parameters: { name }, request }) => {
    requireAccess(request.principal, name);
    return renderExplanation(context.sky.explain(name));
  });
};
