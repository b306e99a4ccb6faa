import type { EventKind, EventProgress, EventStatus, EventSummary, QueuedEvent, Scope } from '@skein/contracts';
import type { Visible } from './visible.ts';

/** Which part of the queue is read. */
export interface EventLane extends Scope {
  /** `event` when it is not said. */
  readonly kind?: EventKind;
}

export interface EventQuery extends Visible {
  readonly functionName?: string;
  readonly status?: EventStatus;
  /** Only events with a greater id: the next page after one that ended with it. */
  readonly after?: string;
  readonly limit: number;
}

/** Whoever runs queued events, as the control plane sees it. */
export interface EventHost {
  /** To be called after events were added to the queue. */
  wake(): void;
  /** Does something with an event that has not been started and is kept from it meanwhile. False when it has been started. */
  hold(event: Pick<QueuedEvent, 'id' | 'functionName'>, work: () => Promise<void>): Promise<boolean>;
}

/** A queued event with its place in the order in which events were added. */
export interface DueEvent extends QueuedEvent {
  readonly sequence: number;
}

/** A part of the events of a function that are due. */
export interface DuePage {
  readonly limit: number;
  /** Only those that come after this one. */
  readonly after?: Pick<DueEvent, 'dueAtMs' | 'sequence'> | undefined;
}

/** Events that wait for their run, and those that were given up. Everything that has been stored is seen by the next read. */
export interface EventQueue {
  /** Resolves when the event is durable. One whose id is known, also as that of a task that has ended, changes nothing. Rejects with `storage_failed`, also when too much waits to be stored. */
  append(event: QueuedEvent): Promise<void>;
  /** Stores where an event stands, and appends what follows from it, in one commit. An event that does not exist any more is left so. */
  setProgress(eventId: string, progress: EventProgress, followUp?: QueuedEvent): Promise<void>;
  /** Queues an event that was given up once more, as if it had been accepted at this time, in ms since the epoch. */
  restart(eventId: string, nowMs: number): Promise<void>;
  /** Removes an event, and appends what follows from it, in one commit. */
  remove(eventId: string, followUp?: QueuedEvent): Promise<void>;
  /** Removes events that were given up before this time, in ms since the epoch. */
  removeSettled(beforeMs: number): Promise<void>;
  /** Names of the functions that have queued events, in order. */
  functionNames(lane: EventLane): Promise<readonly string[]>;
  /** The queued events of a function that are due, those that have been due longest first, of equals the one that was added first. */
  dueEvents(lane: EventLane, functionName: string, nowMs: number, page: DuePage): Promise<readonly DueEvent[]>;
  /** When the next queued event after this time is due; undefined when there is none. */
  nextDueAtMs(lane: EventLane, nowMs: number): Promise<number | undefined>;
  /** How many events there are with each status; one that runs is still queued. */
  countByStatus(lane: EventLane): Promise<Readonly<Record<EventStatus, number>>>;
  getEvent(lane: EventLane, eventId: string): Promise<EventSummary | undefined>;
  /** What the function of an event gets. */
  getBody(lane: EventLane, eventId: string): Promise<Buffer | undefined>;
  /** How many of the named events are there, of those that the principal has added. */
  countOwn(lane: EventLane, principalId: string, eventIds: readonly string[]): Promise<number>;
  /** In order of id, oldest first. */
  listEvents(lane: EventLane, query: EventQuery): Promise<readonly EventSummary[]>;
}
