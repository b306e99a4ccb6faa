import type { Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { getEvent } from './get-event.ts';

/** What the log of an invocation says whose event was deleted before its first run. */
const DELETED = 'The event was deleted before it ran.';

/**
 * Removes an event, so that it is not run again. A run that goes on is left to end, and the invocation shows how.
 * Rejects with `event_not_found`, `access_denied`, `storage_failed`.
 */
export async function deleteEvent(context: AppContext, principal: Principal, eventId: string): Promise<void> {
  const event = await getEvent(context, principal, eventId);
  // Only of an event that nobody can start meanwhile is it certain that it has not run.
  const wasHeld = await context.eventHost.hold(event, async () => {
    await context.events.remove(eventId);
    await recordDeletion(context, eventId);
  });
  if (!wasHeld) await context.events.remove(eventId);
}

async function recordDeletion({ invocations, recorder, scope, clock }: AppContext, eventId: string): Promise<void> {
  const record = await invocations.getInvocation(scope, eventId);
  if (record?.status !== 'QUEUED') return;
  recorder.record({ ...record, status: 'FAILED', error: 'cancelled', finishedAtMs: clock.nowMs(), notices: [DELETED] });
}
