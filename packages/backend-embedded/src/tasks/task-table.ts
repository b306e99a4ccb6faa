import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '../database/open-database.ts';
import type { TaskResultRow } from '../database/tables.ts';
import type { TaskJob } from './task-job.ts';
import { toTaskResultRow } from './task-rows.ts';

/** Makes the changes of the results of tasks, each inside the caller's transaction. Lives in the thread that writes. */
export class TaskTable {
  readonly #removeEvent: Statement<[string]>;
  readonly #insert: Statement<[TaskResultRow]>;
  readonly #removeResults: Statement<[number]>;

  constructor(database: SqliteDatabase) {
    this.#removeEvent = database.prepare("DELETE FROM events WHERE id = ? AND kind = 'task'");
    this.#insert = database.prepare(
      `INSERT INTO task_results (id, account, region, function_name, principal, status, result, traceback, accepted_at_ms, finished_at_ms)
       VALUES (@id, @account, @region, @function_name, @principal, @status, @result, @traceback, @accepted_at_ms, @finished_at_ms)`,
    );
    this.#removeResults = database.prepare('DELETE FROM task_results WHERE finished_at_ms < ?');
  }

  run(job: TaskJob): void {
    switch (job.name) {
      case 'finish-task':
        if (this.#removeEvent.run(job.result.id).changes > 0) this.#insert.run(toTaskResultRow(job.result));
        return;
      case 'remove-task-results':
        return void this.#removeResults.run(job.beforeMs);
    }
  }
}
