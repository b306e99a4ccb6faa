import { SkeinError } from '@skein/contracts';
import type { EventSummary } from '@skein/contracts';
import type { AppContext } from '../context.ts';

/** Queues an event again that was given up, as if it had just been accepted. Rejects with `event_not_found`. */
export async function redriveEvent(context: AppContext, eventId: string): Promise<EventSummary> {
  const found = await context.events.getEvent(context.scope, eventId);
  if (found === undefined) throw new SkeinError('event_not_found', { eventId });
  if (found.status === 'QUEUED') return found;
  const nowMs = context.clock.nowMs();
  await context.events.restart(eventId, nowMs);
  context.wakeEvents();
  return { ...found, status: 'QUEUED', attempts: 0, refusals: 0, acceptedAtMs: nowMs, dueAtMs: nowMs, settledAtMs: undefined };
}
