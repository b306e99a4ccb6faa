import { V1_ROUTES } from '@skein/contracts';
import { getEventPayload } from '../../../app/events/get-event.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** What the function of an event gets. */
export const getEventPayloadRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getEventPayload, ({ parameters, request }) => getEventPayload(context, request.principal, parameters.eventId));
};
