import type { Scope, TaskResult } from '@skein/contracts';
import type { TaskResults } from '@skein/ports';
import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '../database/open-database.ts';
import { scopeKey } from '../database/scope-key.ts';
import type { TaskResultRow } from '../database/tables.ts';
import type { Writer } from '../database/writer.ts';
import { toTaskResult } from './task-rows.ts';

/** The results of tasks in the registry's database, beside the queue that they leave. */
export class EmbeddedTaskResults implements TaskResults {
  readonly #writer: Writer;
  readonly #get: Statement<[Scope & { readonly id: string }], TaskResultRow>;
  readonly #find: Statement<[Scope & { readonly ids: string }], TaskResultRow>;

  constructor(writer: Writer, database: SqliteDatabase) {
    this.#writer = writer;
    const ofScope = 'SELECT * FROM task_results WHERE account = @account AND region = @region';
    this.#get = database.prepare(`${ofScope} AND id = @id`);
    this.#find = database.prepare(`${ofScope} AND id IN (SELECT value FROM json_each(@ids))`);
  }

  async finish(result: TaskResult): Promise<void> {
    await this.#writer.submit({ name: 'finish-task', result });
  }

  async getResult(scope: Scope, taskId: string): Promise<TaskResult | undefined> {
    const row = this.#get.get({ ...scopeKey(scope), id: taskId });
    return row && toTaskResult(row);
  }

  async findResults(scope: Scope, taskIds: readonly string[]): Promise<readonly TaskResult[]> {
    return this.#find.all({ ...scopeKey(scope), ids: JSON.stringify(taskIds) }).map(toTaskResult);
  }

  async removeResults(beforeMs: number): Promise<void> {
    await this.#writer.submit({ name: 'remove-task-results', beforeMs });
  }
}
