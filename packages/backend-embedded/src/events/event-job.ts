import type { EventProgress, QueuedEvent } from '@skein/contracts';

/** A change of the event queue, as it travels to the thread that makes it. */
export type EventJob = AppendEvent | SetEventProgress | RestartEvent | RemoveEvent | RemoveSettledEvents;

export interface AppendEvent {
  readonly name: 'append-event';
  readonly event: QueuedEvent;
}

export interface SetEventProgress {
  readonly name: 'set-event-progress';
  readonly eventId: string;
  readonly progress: EventProgress;
  readonly followUp: QueuedEvent | undefined;
}

export interface RestartEvent {
  readonly name: 'restart-event';
  readonly eventId: string;
  readonly nowMs: number;
}

export interface RemoveEvent {
  readonly name: 'remove-event';
  readonly eventId: string;
  readonly followUp: QueuedEvent | undefined;
}

export interface RemoveSettledEvents {
  readonly name: 'remove-settled-events';
  readonly beforeMs: number;
}

const NAMES: ReadonlySet<string> = new Set<EventJob['name']>([
  'append-event',
  'set-event-progress',
  'restart-event',
  'remove-event',
  'remove-settled-events',
]);

/** Tells the jobs of this table from those of others. */
export function isEventJob(job: { readonly name: string }): job is EventJob {
  return NAMES.has(job.name);
}
