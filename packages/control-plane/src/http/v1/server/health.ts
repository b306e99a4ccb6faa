import { V1_ROUTES } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Says that the server answers, and which release it is. */
export const healthRoute: RouteModule = (app, { release }) => {
  serveRoute(app, V1_ROUTES.getHealth, () => ({ status: 'ok', release }) as const);
};
