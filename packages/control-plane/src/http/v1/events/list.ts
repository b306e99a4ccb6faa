import { V1_ROUTES } from '@skein/contracts';
import { visibleResults } from '../../../app/access.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderEvent } from './render-event.ts';

/** Events that wait or were given up. */
export const listEventsRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.listEvents, async ({ query, request }) => {
    const { function: functionName, status, after, limit } = query;
    const events = await context.events.listEvents(context.scope, {
      ...visibleResults(request.principal),
      limit,
      ...(functionName !== undefined && { functionName }),
      ...(status !== undefined && { status }),
      ...(after !== undefined && { after }),
    });
    return { events: events.map(renderEvent) };
  });
};
