import { V1_ROUTES } from '@skein/contracts';
import { createKey } from '../../../app/keys/create-key.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderKey } from './render-key.ts';

/** Makes a key. */
export const createKeyRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.createKey, async ({ body, request, reply }) => {
    const { key, secret } = await createKey(context, request.principal, body);
    void reply.header('cache-control', 'no-store');
    return { ...renderKey(key, context.clock.nowMs()), secret };
  });
};
