import type { JsonObject, JsonValue } from '../json.ts';

/** One event of an execution's history, with the fields of Step Functions' `HistoryEvent`, apart from the time's unit. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestampMs: number;
  readonly type: string;
  /** The name of the event's details field and what it holds; some types have none. */
  readonly detailsName?: string;
  readonly details?: JsonObject;
}

/** Makes an event. Details without a value are left out. */
export function createEvent(
  event: Pick<HistoryEvent, 'id' | 'previousEventId' | 'timestampMs' | 'type'>,
  details?: Readonly<Record<string, JsonValue | undefined>>,
): HistoryEvent {
  if (details === undefined) return event;
  const present = Object.entries(details).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
  return { ...event, detailsName: detailsNameOf(event.type), details: Object.fromEntries(present) };
}

/** States of every type enter and leave with the same details; every other type has its own. */
function detailsNameOf(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** Says with a text in the history that it is there in full. */
export const COMPLETE: JsonObject = { truncated: false };
