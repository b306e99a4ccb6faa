import type { EventInvokeConfig, Scope } from '@skein/contracts';
import type { EventInvokeConfigStore } from '@skein/ports';
import type { Statement } from 'better-sqlite3';
import type { BatchWriter } from '../database/batch-writer.ts';
import type { SqliteDatabase } from '../database/open-database.ts';
import type { WriterJob } from '../database/registry-writing.ts';
import { scopeKey } from '../database/scope-key.ts';
import type { EventInvokeConfigRow } from '../database/tables.ts';
import { fromEventInvokeConfigRow } from './event-invoke-config-rows.ts';

type FunctionKey = Pick<EventInvokeConfigRow, 'account' | 'region' | 'function_name'>;

/** What is set for events, in the registry's database. Every try of an event asks for it, so its statements are prepared. */
export class EmbeddedEventInvokeConfigStore implements EventInvokeConfigStore {
  readonly #writer: BatchWriter<WriterJob>;
  readonly #get: Statement<[FunctionKey & Pick<EventInvokeConfigRow, 'qualifier'>], EventInvokeConfigRow>;
  readonly #list: Statement<[FunctionKey], EventInvokeConfigRow>;

  constructor(writer: BatchWriter<WriterJob>, database: SqliteDatabase) {
    this.#writer = writer;
    const ofFunction =
      'SELECT * FROM event_invoke_configs WHERE account = @account AND region = @region AND function_name = @function_name';
    this.#get = database.prepare(`${ofFunction} AND qualifier = @qualifier`);
    this.#list = database.prepare(`${ofFunction} ORDER BY qualifier`);
  }

  async getEventInvokeConfig(scope: Scope, functionName: string, qualifier: string): Promise<EventInvokeConfig | undefined> {
    const row = this.#get.get({ ...scopeKey(scope), function_name: functionName, qualifier });
    return row && fromEventInvokeConfigRow(row);
  }

  async listEventInvokeConfigs(scope: Scope, functionName: string): Promise<readonly EventInvokeConfig[]> {
    return this.#list.all({ ...scopeKey(scope), function_name: functionName }).map(fromEventInvokeConfigRow);
  }

  async putEventInvokeConfig(config: EventInvokeConfig): Promise<void> {
    await this.#writer.submit({ name: 'put-event-invoke-config', config });
  }

  async removeEventInvokeConfig(scope: Scope, functionName: string, qualifier: string): Promise<void> {
    await this.#writer.submit({ name: 'remove-event-invoke-config', scope, functionName, qualifier });
  }
}
