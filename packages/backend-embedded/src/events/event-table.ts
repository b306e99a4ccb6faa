import type { QueuedEvent } from '@skein/contracts';
import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '../database/open-database.ts';
import type { EventRow } from '../database/tables.ts';
import type { EventJob } from './event-job.ts';
import { toEventRow, toProgressColumns } from './event-rows.ts';
import type { ProgressColumns } from './event-rows.ts';

/** Makes the changes of the event queue, each inside the caller's transaction. Lives in the thread that writes. */
export class EventTable {
  readonly #insert: Statement<[EventRow]>;
  readonly #setProgress: Statement<[ProgressColumns & Pick<EventRow, 'id'>]>;
  readonly #restart: Statement<[{ readonly id: string; readonly now: number }]>;
  readonly #remove: Statement<[string]>;
  readonly #removeSettled: Statement<[number]>;

  constructor(database: SqliteDatabase) {
    this.#insert = database.prepare(
      `INSERT INTO events (id, kind, account, region, function_name, qualifier, body, client_context, trace_id, principal, call_depth, accepted_at_ms,
                           status, attempts, refusals, due_at_ms, error, settled_at_ms)
       SELECT @id, @kind, @account, @region, @function_name, @qualifier, @body, @client_context, @trace_id, @principal, @call_depth, @accepted_at_ms,
               @status, @attempts, @refusals, @due_at_ms, @error, @settled_at_ms
       WHERE NOT EXISTS (SELECT 1 FROM task_results WHERE id = @id)
       ON CONFLICT (id) DO NOTHING`,
    );
    this.#setProgress = database.prepare(
      `UPDATE events SET status = @status, attempts = @attempts, refusals = @refusals, due_at_ms = @due_at_ms, error = @error,
                         settled_at_ms = @settled_at_ms
       WHERE id = @id`,
    );
    this.#restart = database.prepare(
      `UPDATE events SET status = 'QUEUED', attempts = 0, refusals = 0, accepted_at_ms = @now, due_at_ms = @now, settled_at_ms = NULL
       WHERE id = @id AND status <> 'QUEUED'`,
    );
    this.#remove = database.prepare('DELETE FROM events WHERE id = ?');
    this.#removeSettled = database.prepare('DELETE FROM events WHERE settled_at_ms < ?');
  }

  run(job: EventJob): void {
    switch (job.name) {
      case 'append-event':
        return this.#append(job.event);
      case 'set-event-progress':
        this.#setProgress.run({ id: job.eventId, ...toProgressColumns(job.progress) });
        return this.#append(job.followUp);
      case 'restart-event':
        return void this.#restart.run({ id: job.eventId, now: job.nowMs });
      case 'remove-event':
        this.#remove.run(job.eventId);
        return this.#append(job.followUp);
      case 'remove-settled-events':
        return void this.#removeSettled.run(job.beforeMs);
    }
  }

  #append(event: QueuedEvent | undefined): void {
    if (event !== undefined) this.#insert.run(toEventRow(event));
  }
}
