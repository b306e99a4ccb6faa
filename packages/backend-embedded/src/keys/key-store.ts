import type { KeyRecord, Scope } from '@skein/contracts';
import type { KeyReader, KeyWriter } from '@skein/ports';
import type { SqliteDatabase } from '../database/open-database.ts';
import { queries, selectAll } from '../database/queries.ts';
import { scopeKey } from '../database/scope-key.ts';
import type { Writer } from '../database/writer.ts';
import { fromKeyRow } from './key-rows.ts';

/** The keys in the registry's database. */
export class EmbeddedKeyStore implements KeyReader, KeyWriter {
  readonly #writer: Writer;
  readonly #database: SqliteDatabase;

  constructor(writer: Writer, database: SqliteDatabase) {
    this.#writer = writer;
    this.#database = database;
  }

  async listKeys(scope: Scope): Promise<readonly KeyRecord[]> {
    const query = queries
      .selectFrom('keys')
      .selectAll()
      .where((where) => where.and(scopeKey(scope)));
    return selectAll(this.#database, query).map(fromKeyRow);
  }

  putKey(key: KeyRecord): Promise<void> {
    return this.#writer.submit({ name: 'put-key', key });
  }

  removeKey(scope: Scope, keyId: string): Promise<void> {
    return this.#writer.submit({ name: 'remove-key', scope, keyId });
  }
}
