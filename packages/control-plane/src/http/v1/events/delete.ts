import { SkeinError, V1_ROUTES } from '@skein/contracts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Removes an event. */
export const deleteEventRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.deleteEvent, async ({ parameters: { eventId } }) => {
    if ((await context.events.getEvent(context.scope, eventId)) === undefined) throw new SkeinError('event_not_found', { eventId });
    await context.events.remove(eventId);
    return undefined;
  });
};
