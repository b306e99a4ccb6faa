import type { InvocationRecord } from '@skein/contracts';
import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '../database/open-database.ts';
import { parseStored } from '../database/parse-stored.ts';
import type { RecordRow } from '../database/tables.ts';
import { toRecordRow } from './record-rows.ts';

export interface Retention {
  /** Records kept at most. */
  readonly recordsKept: number;
  /** Bytes the kept records may take in the file, with their indexes. */
  readonly bytesMax: number;
}

/** Records removed at once when they take too many bytes. */
const CUT_RECORDS = 100;

/** Writes records and removes the oldest. The statements are prepared once: this is the busiest place of the records' thread. */
export class RecordTable {
  readonly #database: SqliteDatabase;
  readonly #retention: Retention;
  readonly #pageBytes: number;
  readonly #insert: Statement<[RecordRow]>;
  readonly #keepNewest: Statement<[number]>;
  readonly #deleteOldest: Statement<[number]>;

  constructor(database: SqliteDatabase, retention: Retention) {
    this.#database = database;
    this.#retention = retention;
    this.#pageBytes = this.#pragma('page_size');
    this.#insert = database.prepare(
      `INSERT INTO records (id, account, region, function_name, status, received_at_ms, record)
       VALUES (@id, @account, @region, @function_name, @status, @received_at_ms, @record)
       ON CONFLICT (id) DO UPDATE SET status = excluded.status, record = excluded.record`,
    );
    this.#keepNewest = database.prepare('DELETE FROM records WHERE sequence <= (SELECT max(sequence) FROM records) - ?');
    this.#deleteOldest = database.prepare('DELETE FROM records WHERE sequence < (SELECT min(sequence) FROM records) + ?');
  }

  /** Stores a batch, a JSON array of records, in one transaction. The last record of an invocation replaces earlier ones. */
  store(batch: string): void {
    const records = parseStored<readonly InvocationRecord[]>(batch);
    this.#database.transaction(() => {
      for (const record of records) this.#insert.run(toRecordRow(record));
      this.#cut();
    })();
  }

  #cut(): void {
    this.#keepNewest.run(this.#retention.recordsKept);
    while (this.#usedBytes() > this.#retention.bytesMax && this.#deleteOldest.run(CUT_RECORDS).changes > 0);
  }

  #usedBytes(): number {
    return (this.#pragma('page_count') - this.#pragma('freelist_count')) * this.#pageBytes;
  }

  #pragma(name: 'page_size' | 'page_count' | 'freelist_count'): number {
    return Number(this.#database.pragma(name, { simple: true }));
  }
}
