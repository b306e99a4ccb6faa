import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { AppContext } from '../../../app/context.ts';

/** No event is due then. */
const BEFORE_ALL_MS = -1;

/** Adds how full the event queue is to a registry. It is counted when it is asked for: some ms for a hundred thousand events. */
export function registerEventMetrics(registry: Registry, { events, scope, clock }: Pick<AppContext, 'events' | 'scope' | 'clock'>): void {
  const counts: Gauge<'status'> = new Gauge({
    name: 'skein_events',
    help: 'Events that wait, are retried or run (QUEUED), and those that were given up in the last day (FAILED, EXPIRED)',
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      for (const [status, count] of Object.entries(await events.countByStatus(scope))) counts.set({ status }, count);
    },
  });
  const oldest: Gauge = new Gauge({
    name: 'skein_events_oldest_waiting_seconds',
    help: 'How long the queued event has been due that waits longest, or runs longest; 0 when none is due',
    registers: [registry],
    async collect() {
      const nowMs = clock.nowMs();
      const dueAtMs = (await events.nextDueAtMs(scope, BEFORE_ALL_MS)) ?? nowMs;
      oldest.set(Math.max(0, nowMs - dueAtMs) / 1_000);
    },
  });
}
