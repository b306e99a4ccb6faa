import { V1_ROUTES } from '@skein/contracts';
import { revokeKey } from '../../../app/keys/revoke-key.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Ends a key. */
export const revokeKeyRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.revokeKey, async ({ parameters, request }) => {
    await revokeKey(context, request.principal, parameters.keyId);
    return undefined;
  });
};
