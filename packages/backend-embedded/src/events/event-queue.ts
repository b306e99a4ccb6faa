import { EVENT_BYTES_WAITING_MAX, SkeinError } from '@skein/contracts';
import type { EventKind, EventProgress, EventStatus, EventSummary, QueuedEvent } from '@skein/contracts';
import type { DueEvent, DuePage, EventLane, EventQuery, EventQueue } from '@skein/ports';
import type { Statement } from 'better-sqlite3';
import { sql } from 'kysely';
import type { SqliteDatabase } from '../database/open-database.ts';
import { nameMatches } from '../database/name-matches.ts';
import { queries, selectAll } from '../database/queries.ts';
import { scopeKey } from '../database/scope-key.ts';
import type { BatchWriter } from '../database/batch-writer.ts';
import type { WriterJob } from '../database/registry-writing.ts';
import { toDueEvent, toEventSummary } from './event-rows.ts';
import type { DueRow, EventSummaryRow } from './event-rows.ts';

const SUMMARY_COLUMNS = [
  'id',
  'kind',
  'account',
  'region',
  'function_name',
  'qualifier',
  'principal',
  'accepted_at_ms',
  'status',
  'attempts',
  'refusals',
  'due_at_ms',
  'error',
  'settled_at_ms',
] as const;

/** Where an event stands in the order of those that are due. */
interface After {
  readonly afterMs: number;
  readonly afterSequence: number;
}

const BEFORE_ALL = { dueAtMs: -1, sequence: 0 };

interface Place {
  readonly kind: EventKind;
  readonly account: string;
  readonly region: string;
}

/** The event queue in the registry's database: events share the flushes of its writer. */
export class EmbeddedEventQueue implements EventQueue {
  readonly #writer: BatchWriter<WriterJob>;
  readonly #database: SqliteDatabase;
  #waitingBytes = 0;
  readonly #untried: Statement<[string], object>;
  readonly #nextName: Statement<[Place & { readonly after: string }], { readonly name: string | null }>;
  readonly #due: Statement<[Place & { readonly name: string; readonly now: number; readonly limit: number } & After], DueRow>;
  readonly #get: Statement<[Place & { readonly id: string }], EventSummaryRow>;
  readonly #getBody: Statement<[Place & { readonly id: string }], { readonly body: Buffer }>;
  readonly #countOwn: Statement<[Place & { readonly principalId: string; readonly ids: string }], { readonly count: number }>;
  readonly #countByStatus: Statement<[Place], { readonly status: EventStatus; readonly count: number }>;
  readonly #nextDue: Statement<[Place & { readonly now: number }], { readonly due: number | null }>;

  constructor(writer: BatchWriter<WriterJob>, database: SqliteDatabase) {
    this.#writer = writer;
    this.#database = database;
    const here = 'account = @account AND region = @region AND kind = @kind';
    this.#get = database.prepare(`SELECT ${SUMMARY_COLUMNS.join(', ')} FROM events WHERE id = @id AND ${here}`);
    this.#getBody = database.prepare(`SELECT body FROM events WHERE id = @id AND ${here}`);
    this.#untried = database.prepare("SELECT 1 FROM events WHERE id = ? AND status = 'QUEUED' AND attempts = 0");
    this.#countOwn = database.prepare(
      `SELECT count(*) AS count FROM events
       WHERE id IN (SELECT value FROM json_each(@ids)) AND json_extract(principal, '$.id') = @principalId AND ${here}`,
    );
    const queued = `${here} AND status = 'QUEUED'`;
    this.#nextName = database.prepare(`SELECT min(function_name) AS name FROM events WHERE ${queued} AND function_name > @after`);
    this.#due = database.prepare(
      `SELECT rowid AS sequence, * FROM events WHERE ${queued} AND function_name = @name AND due_at_ms <= @now
         AND (due_at_ms, rowid) > (@afterMs, @afterSequence) ORDER BY due_at_ms, rowid LIMIT @limit`,
    );
    this.#countByStatus = database.prepare(`SELECT status, count(*) AS count FROM events WHERE ${here} GROUP BY status`);
    this.#nextDue = database.prepare(`SELECT min(due_at_ms) AS due FROM events WHERE ${queued} AND due_at_ms > @now`);
  }

  /** Whether an event waits that has never run. */
  isUntried(eventId: string): boolean {
    return this.#untried.get(eventId) !== undefined;
  }

  async append(event: QueuedEvent): Promise<void> {
    const bytes = event.body.length;
    if (this.#waitingBytes + bytes > EVENT_BYTES_WAITING_MAX) {
      throw new SkeinError('storage_failed', { reason: `${this.#waitingBytes} bytes of events are waiting to be written` });
    }
    this.#waitingBytes += bytes;
    try {
      await this.#writer.submit({ name: 'append-event', event });
    } finally {
      this.#waitingBytes -= bytes;
    }
  }

  async setProgress(eventId: string, progress: EventProgress, followUp?: QueuedEvent): Promise<void> {
    const { status, attempts, refusals, dueAtMs, error, settledAtMs } = progress;
    await this.#writer.submit({
      name: 'set-event-progress',
      eventId,
      progress: { status, attempts, refusals, dueAtMs, error, settledAtMs },
      followUp,
    });
  }

  async restart(eventId: string, nowMs: number): Promise<void> {
    await this.#writer.submit({ name: 'restart-event', eventId, nowMs });
  }

  async remove(eventId: string, followUp?: QueuedEvent): Promise<void> {
    await this.#writer.submit({ name: 'remove-event', eventId, followUp });
  }

  async removeSettled(beforeMs: number): Promise<void> {
    await this.#writer.submit({ name: 'remove-settled-events', beforeMs });
  }

  /** Goes from name to name by the index, so that a hundred thousand events of one function cost one step. */
  async functionNames(lane: EventLane): Promise<readonly string[]> {
    const place = placeOf(lane);
    const names: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      after = this.#nextName.get({ ...place, after })?.name ?? null;
      if (after !== null) names.push(after);
    }
    return names;
  }

  async dueEvents(lane: EventLane, functionName: string, nowMs: number, { limit, after }: DuePage): Promise<readonly DueEvent[]> {
    const { dueAtMs: afterMs, sequence: afterSequence } = after ?? BEFORE_ALL;
    return this.#due.all({ ...placeOf(lane), name: functionName, now: nowMs, limit, afterMs, afterSequence }).map(toDueEvent);
  }

  async nextDueAtMs(lane: EventLane, nowMs: number): Promise<number | undefined> {
    return this.#nextDue.get({ ...placeOf(lane), now: nowMs })?.due ?? undefined;
  }

  /** Counts by an index alone, without reading events. */
  async countByStatus(lane: EventLane): Promise<Readonly<Record<EventStatus, number>>> {
    const counts = { QUEUED: 0, FAILED: 0, EXPIRED: 0 };
    for (const { status, count } of this.#countByStatus.all(placeOf(lane))) counts[status] = count;
    return counts;
  }

  async getEvent(lane: EventLane, eventId: string): Promise<EventSummary | undefined> {
    const row = this.#get.get({ ...placeOf(lane), id: eventId });
    return row && toEventSummary(row);
  }

  async getBody(lane: EventLane, eventId: string): Promise<Buffer | undefined> {
    return this.#getBody.get({ ...placeOf(lane), id: eventId })?.body;
  }

  async countOwn(lane: EventLane, principalId: string, eventIds: readonly string[]): Promise<number> {
    return this.#countOwn.get({ ...placeOf(lane), principalId, ids: JSON.stringify(eventIds) })?.count ?? 0;
  }

  async listEvents(
    lane: EventLane,
    { functionName, status, after, limit, patterns, principalId }: EventQuery,
  ): Promise<readonly EventSummary[]> {
    let query = queries
      .selectFrom('events')
      .select(SUMMARY_COLUMNS)
      .where((where) => where.and(placeOf(lane)));
    if (functionName !== undefined) query = query.where('function_name', '=', functionName);
    if (status !== undefined) query = query.where('status', '=', status);
    if (after !== undefined) query = query.where('id', '>', after);
    if (patterns !== undefined) query = query.where(nameMatches('function_name', patterns));
    if (principalId !== undefined) query = query.where(sql`json_extract(principal, '$.id')`, '=', principalId);
    return selectAll(this.#database, query.orderBy('id').limit(limit)).map(toEventSummary);
  }
}

function placeOf({ kind = 'event', ...scope }: EventLane): Place {
  return { ...scopeKey(scope), kind };
}
