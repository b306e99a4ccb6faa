import { V1_ROUTES } from '@skein/contracts';
import { getEvent } from '../../../app/events/get-event.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Removes an event. */
export const deleteEventRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.deleteEvent, async ({ parameters: { eventId }, request }) => {
    await getEvent(context, request.principal, eventId);
    await context.events.remove(eventId);
    return undefined;
  });
};
