import { V1_ROUTES } from '@skein/contracts';
import { deleteEvent } from '../../../app/events/delete-event.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Removes an event. */
export const deleteEventRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.deleteEvent, async ({ parameters: { eventId }, request }) => {
    await deleteEvent(context, request.principal, eventId);
    return undefined;
  });
};
