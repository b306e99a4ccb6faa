import { SkeinError, V1_ROUTES } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderEvent } from './render-event.ts';

/** One event. */
export const getEventRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getEvent, async ({ parameters: { eventId } }) => {
    const event = await context.events.getEvent(context.scope, eventId);
    if (event === undefined) throw new SkeinError('event_not_found', { eventId });
    return renderEvent(event);
  });
};
