import type { EventSummary, Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { getEvent } from './get-event.ts';

/** Queues an event again that was given up, as if it had just been accepted. Rejects with `event_not_found`, `access_denied`. */
export async function redriveEvent(context: AppContext, principal: Principal, eventId: string): Promise<EventSummary> {
  const found = await getEvent(context, principal, eventId);
  if (found.status === 'QUEUED') return found;
  const nowMs = context.clock.nowMs();
  await context.events.restart(eventId, nowMs);
  context.eventHost.wake();
  return { ...found, status: 'QUEUED', attempts: 0, refusals: 0, acceptedAtMs: nowMs, dueAtMs: nowMs, settledAtMs: undefined };
}
