import { SkeinError } from '@skein/contracts';
import type { EventSummary, Principal } from '@skein/contracts';
import { requireReadable } from '../access.ts';
import type { AppContext } from '../context.ts';

/** Rejects with `event_not_found`, `access_denied`. */
export async function getEvent(context: AppContext, principal: Principal, eventId: string): Promise<EventSummary> {
  const event = await context.events.getEvent(context.scope, eventId);
  if (event === undefined) throw new SkeinError('event_not_found', { eventId });
  requireReadable(principal, { id: eventId, name: event.functionName, principalId: event.principal.id });
  return event;
}

/** What the function of an event gets. Rejects with `event_not_found`, `access_denied`. */
export async function getEventPayload(context: AppContext, principal: Principal, eventId: string): Promise<Buffer> {
  await getEvent(context, principal, eventId);
  const body = await context.events.getBody(context.scope, eventId);
  if (body === undefined) throw new SkeinError('event_not_found', { eventId });
  return body;
}
