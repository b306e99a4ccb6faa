import { V1_ROUTES } from '@skein/contracts';
import { getEvent } from '../../../app/events/get-event.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderEvent } from './render-event.ts';

/** One event. */
export const getEventRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getEvent, async ({ parameters, request }) =>
    renderEvent(await getEvent(context, request.principal, parameters.eventId)),
  );
};
