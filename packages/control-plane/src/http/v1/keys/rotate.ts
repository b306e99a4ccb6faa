import { V1_ROUTES } from '@skein/contracts';
import { rotateKey } from '../../../app/keys/rotate-key.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderKey } from './render-key.ts';

/** Gives a key a new secret. */
export const rotateKeyRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.rotateKey, async ({ parameters, query, request, reply }) => {
    const { key, secret } = await rotateKey(context, request.principal, { ...parameters, ...query });
    void reply.header('cache-control', 'no-store');
    return { ...renderKey(key, context.clock.nowMs()), secret };
  });
};
