import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '../database/open-database.ts';
import type { RecordBlockRow } from '../database/tables.ts';

export interface Retention {
  /** The newest records, so many, are kept. */
  readonly recordsKept: number;
  /** Bytes the kept records may take in the file, with their indexes. */
  readonly bytesMax: number;
}

interface OldestBlock {
  readonly sequence: number;
  readonly record_count: number;
}

/** Writes blocks of records and removes the oldest. */
export class RecordTable {
  readonly #database: SqliteDatabase;
  readonly #retention: Retention;
  readonly #pageBytes: number;
  readonly #insert: Statement<[RecordBlockRow]>;
  readonly #findOldest: Statement<[], OldestBlock>;
  readonly #delete: Statement<[number]>;
  #recordCount: number;

  constructor(database: SqliteDatabase, retention: Retention) {
    this.#database = database;
    this.#retention = retention;
    this.#pageBytes = this.#pragma('page_size');
    this.#insert = database.prepare(
      `INSERT INTO record_blocks
         (record_count, least_id, greatest_id, first_received_at_ms, last_received_at_ms, labels, records)
       VALUES (@record_count, @least_id, @greatest_id, @first_received_at_ms, @last_received_at_ms, @labels, @records)`,
    );
    this.#findOldest = database.prepare('SELECT sequence, record_count FROM record_blocks ORDER BY sequence LIMIT 1');
    this.#delete = database.prepare('DELETE FROM record_blocks WHERE sequence = ?');
    this.#recordCount = Number(database.prepare('SELECT total(record_count) FROM record_blocks').pluck().get());
  }

  /** Stores a block in one transaction. The last record of an invocation replaces earlier ones when records are read. */
  store(block: RecordBlockRow): void {
    const recordCount = this.#database.transaction(() => {
      this.#insert.run(block);
      return this.#cut(this.#recordCount + block.record_count);
    })();
    this.#recordCount = recordCount;
  }

  /** Removes blocks of which no record must be kept, and returns how many records are left. */
  #cut(recordCount: number): number {
    let left = recordCount;
    // Most of the time there is nothing to remove, which is cheap to see.
    while (left > this.#retention.recordsKept || this.#usedBytes() > this.#retention.bytesMax) {
      const oldest = this.#findOldest.get();
      const isKept = oldest !== undefined && left - oldest.record_count < this.#retention.recordsKept;
      if (oldest === undefined || (isKept && this.#usedBytes() <= this.#retention.bytesMax)) return left;
      this.#delete.run(oldest.sequence);
      left -= oldest.record_count;
    }
    return left;
  }

  #usedBytes(): number {
    return (this.#pragma('page_count') - this.#pragma('freelist_count')) * this.#pageBytes;
  }

  #pragma(name: 'page_size' | 'page_count' | 'freelist_count'): number {
    return Number(this.#database.pragma(name, { simple: true }));
  }
}
