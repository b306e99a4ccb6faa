import { V1_ROUTES, mayTouch } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderExplanation } from './render-placement.ts';

/** Every placed function that the caller may see. */
export const listPlacementsRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.listPlacements, ({ request }) => {
    const visible = context.sky.list().filter(({ placement }) => mayTouch(request.principal, placement.functionName));
    return { placements: visible.map(renderExplanation) };
  });
};
