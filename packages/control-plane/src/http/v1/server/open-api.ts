import { V1_ROUTES, renderOpenApi } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** The description of this API. */
export const openApiRoute: RouteModule = (app, { release }) => {
  const document = JSON.stringify(renderOpenApi(release));
  serveRoute(app, V1_ROUTES.getOpenApi, () => document);
};
