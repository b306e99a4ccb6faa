import { SkeinError } from '@skein/contracts';
import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '../database/open-database.ts';
import { scopeKey } from '../database/scope-key.ts';
import type { EventInvokeConfigRow } from '../database/tables.ts';
import type { EventInvokeConfigJob } from './event-invoke-config-job.ts';
import { toEventInvokeConfigRow } from './event-invoke-config-rows.ts';

/** Changes what is set for events, each change inside the caller's transaction. Lives in the thread that writes. */
export class EventInvokeConfigTable {
  readonly #put: Statement<[EventInvokeConfigRow]>;
  readonly #remove: Statement<[Omit<EventInvokeConfigRow, 'settings' | 'modified_at_ms'>]>;

  constructor(database: SqliteDatabase) {
    this.#put = database.prepare(
      `INSERT INTO event_invoke_configs (account, region, function_name, qualifier, settings, modified_at_ms)
       SELECT account, region, name, @qualifier, @settings, @modified_at_ms FROM functions
       WHERE account = @account AND region = @region AND name = @function_name
       ON CONFLICT DO UPDATE SET settings = excluded.settings, modified_at_ms = excluded.modified_at_ms`,
    );
    this.#remove = database.prepare(
      `DELETE FROM event_invoke_configs
       WHERE account = @account AND region = @region AND function_name = @function_name AND qualifier = @qualifier`,
    );
  }

  /** Throws `function_not_found` for settings of a function that does not exist. */
  run(job: EventInvokeConfigJob): void {
    if (job.name === 'put-event-invoke-config') this.#runPut(toEventInvokeConfigRow(job.config));
    else this.#remove.run({ ...scopeKey(job.scope), function_name: job.functionName, qualifier: job.qualifier });
  }

  #runPut(row: EventInvokeConfigRow): void {
    if (this.#put.run(row).changes === 0) throw new SkeinError('function_not_found', { functionName: row.function_name });
  }
}
