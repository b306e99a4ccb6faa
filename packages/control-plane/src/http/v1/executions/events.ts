import { V1_ROUTES } from '@skein/contracts';
import type { V1Routes } from '@skein/contracts';
import type { z } from 'zod';
import { getExecution } from '../../../app/workflows/get-execution.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

type EventShown = z.input<V1Routes['listExecutionEvents']['answer']['json']>['events'][number];

/** An event as the engine has written it. */
interface KeptEvent extends Pick<EventShown, 'id' | 'previousEventId' | 'type'> {
  readonly timestampMs: number;
  readonly details?: Record<string, unknown>;
}

/** The history of an execution. */
export const listExecutionEventsRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.listExecutionEvents, async ({ parameters: { name, execution }, query: { after, limit }, request }) => {
    const { id } = await getExecution(context, request.principal, name, execution);
    const events = await context.workflows.reader.listEvents(id, { after, limit });
    return { events: events.map(({ event }) => render(JSON.parse(event) as KeptEvent)) };
  });
};

function render({ id, previousEventId, type, timestampMs, details }: KeptEvent): EventShown {
  return { id, previousEventId, type, atMs: timestampMs, details: details ?? null };
}
