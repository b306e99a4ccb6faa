import { V1_ROUTES } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Places a function can run in. */
export const listProvidersRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.listProviders, () => ({ providers: [...context.sky.listProviders()] }));
};
