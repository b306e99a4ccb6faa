import { V1_ROUTES } from '@skein/contracts';
import { redriveEvent } from '../../../app/events/redrive-event.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderEvent } from './render-event.ts';

/** Queues an event again. */
export const redriveEventRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.redriveEvent, async ({ parameters, request }) =>
    renderEvent(await redriveEvent(context, request.principal, parameters.eventId)),
  );
};
