import type { EventProgress, EventStatus, EventSummary, QueuedEvent, Scope } from '@skein/contracts';
import type { Visible } from './visible.ts';

export interface EventQuery extends Visible {
  readonly functionName?: string;
  readonly status?: EventStatus;
  /** Only events with a greater id: the next page after one that ended with it. */
  readonly after?: string;
  readonly limit: number;
}

/** Events that wait for their run, and those that were given up. Everything that has been stored is seen by the next read. */
export interface EventQueue {
  /** Resolves when the event is durable. Rejects with `storage_failed`, also when too much waits to be stored. */
  append(event: QueuedEvent): Promise<void>;
  /** Stores where an event stands. An event that does not exist any more is left so. */
  setProgress(eventId: string, progress: EventProgress): Promise<void>;
  /** Queues an event that was given up once more, as if it had been accepted at this time, in ms since the epoch. */
  restart(eventId: string, nowMs: number): Promise<void>;
  remove(eventId: string): Promise<void>;
  /** Removes events that were given up before this time, in ms since the epoch. */
  removeSettled(beforeMs: number): Promise<void>;
  /** Names of the functions that have queued events, in order. */
  functionNames(scope: Scope): Promise<readonly string[]>;
  /** The queued events of a function that are due, those that have been due longest first. */
  dueEvents(scope: Scope, functionName: string, nowMs: number, limit: number): Promise<readonly QueuedEvent[]>;
  /** When the next queued event after this time is due; undefined when there is none. */
  nextDueAtMs(scope: Scope, nowMs: number): Promise<number | undefined>;
  getEvent(scope: Scope, eventId: string): Promise<EventSummary | undefined>;
  /** In order of id, oldest first. */
  listEvents(scope: Scope, query: EventQuery): Promise<readonly EventSummary[]>;
}
