import { EVERY_FUNCTION } from '@skein/contracts';
import type { EventProgress, EventStatus, EventSummary, Principal, QueuedEvent } from '@skein/contracts';
import type { DueEvent } from '@skein/ports';
import { parseStored } from '../database/parse-stored.ts';
import type { EventRow } from '../database/tables.ts';

export type ProgressColumns = Pick<EventRow, 'status' | 'attempts' | 'refusals' | 'due_at_ms' | 'error' | 'settled_at_ms'>;
/** A row of the queue with the number that SQLite gives to rows in the order in which they are added. */
export type DueRow = EventRow & { readonly sequence: number };
export type EventSummaryRow = Omit<EventRow, 'body' | 'client_context' | 'trace_id' | 'call_depth'>;

export function toEventRow(event: QueuedEvent): EventRow {
  return {
    id: event.id,
    kind: event.kind,
    account: event.account,
    region: event.region,
    function_name: event.functionName,
    qualifier: event.qualifier ?? null,
    // Between threads a Buffer becomes a plain array of bytes.
    body: Buffer.from(event.body),
    client_context: event.clientContext ?? null,
    trace_id: event.traceId ?? null,
    principal: JSON.stringify(event.principal),
    call_depth: event.callDepth,
    accepted_at_ms: event.acceptedAtMs,
    ...toProgressColumns(event),
  };
}

export function toProgressColumns({ status, attempts, refusals, dueAtMs, error, settledAtMs }: EventProgress): ProgressColumns {
  return { status, attempts, refusals, due_at_ms: dueAtMs, error: error ?? null, settled_at_ms: settledAtMs ?? null };
}

export function toEventSummary(row: EventSummaryRow): EventSummary {
  return {
    id: row.id,
    kind: row.kind,
    account: row.account,
    region: row.region,
    functionName: row.function_name,
    qualifier: row.qualifier ?? undefined,
    principal: readPrincipal(row.principal),
    acceptedAtMs: row.accepted_at_ms,
    status: row.status as EventStatus,
    attempts: row.attempts,
    refusals: row.refusals,
    dueAtMs: row.due_at_ms,
    error: row.error ?? undefined,
    settledAtMs: row.settled_at_ms ?? undefined,
  };
}

/** Before there were keys a principal had no patterns: it was whoever could reach the server. */
export function readPrincipal(text: string): Principal {
  return { functions: EVERY_FUNCTION, ...parseStored<Omit<Principal, 'functions'>>(text) };
}

export function toDueEvent(row: DueRow): DueEvent {
  const { sequence, body, client_context: clientContext, trace_id: traceId, call_depth: callDepth } = row;
  return { ...toEventSummary(row), sequence, body, clientContext: clientContext ?? undefined, traceId: traceId ?? undefined, callDepth };
}
