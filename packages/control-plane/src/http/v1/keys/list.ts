import { V1_ROUTES } from '@skein/contracts';
import { listKeys } from '../../../app/keys/list-keys.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderKey } from './render-key.ts';

/** Keys, a page at a time. */
export const listKeysRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.listKeys, ({ query, request }) => {
    const { keys, nextAfter } = listKeys(context, request.principal, query);
    return { keys: keys.map((key) => renderKey(key, context.clock.nowMs())), nextAfter: nextAfter ?? null };
  });
};
