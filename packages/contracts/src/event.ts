import type { Principal } from './principal.ts';
import type { Scope } from './scope.ts';

/** An `event` is given up only after retries; a `task` runs once, and what came of it is kept for whoever asks. */
export const EVENT_KINDS = ['event', 'task'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** `QUEUED` until it has run without an error, and then it is gone; `FAILED` or `EXPIRED` when it was given up. */
export const EVENT_STATUSES = ['QUEUED', 'FAILED', 'EXPIRED'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** Where an event stands: the part of it that changes. */
export interface EventProgress {
  readonly status: EventStatus;
  /** Runs that ended with the function's own error. */
  readonly attempts: number;
  /** Tries that were refused or failed through no fault of the function. */
  readonly refusals: number;
  /** When it is to be run next, in ms since the epoch. */
  readonly dueAtMs: number;
  /** What went wrong last. */
  readonly error: string | undefined;
  /** When it was given up, in ms since the epoch. */
  readonly settledAtMs: number | undefined;
}

/** An invocation that nobody waits for, kept until it has run. */
export interface QueuedEvent extends Scope, EventProgress {
  /** The id of the invocation: every run of the event has it. */
  readonly id: string;
  readonly kind: EventKind;
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly body: Buffer;
  readonly clientContext: string | undefined;
  readonly traceId: string | undefined;
  readonly principal: Principal;
  /** How many functions handed it on to each other before; 0 for an event from outside. */
  readonly callDepth: number;
  /** When it was accepted, in ms since the epoch. */
  readonly acceptedAtMs: number;
}

/** Where an event stands that is accepted now: due at once, and never tried. */
export function startEvent(nowMs: number): EventProgress & Pick<QueuedEvent, 'acceptedAtMs' | 'callDepth'> {
  return {
    acceptedAtMs: nowMs,
    callDepth: 0,
    status: 'QUEUED',
    attempts: 0,
    refusals: 0,
    dueAtMs: nowMs,
    error: undefined,
    settledAtMs: undefined,
  };
}

/** An event without its body, for lists. */
export type EventSummary = Omit<QueuedEvent, 'body' | 'clientContext' | 'traceId' | 'callDepth'>;
