import { V1_ROUTES } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderKey } from './render-key.ts';

/** One key. */
export const getKeyRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getKey, ({ parameters }) => renderKey(context.keys.get(parameters.keyId), context.clock.nowMs()));
};
