/** The program of the thread that stores invocation records. */
import { workerData } from 'node:worker_threads';
import { INVOCATION_RECORDS_KEPT, INVOCATION_RECORDS_MAX_BYTES } from '@skein/contracts';
import { openForWriting } from '../database/open-database.ts';
import type { SqliteDatabase } from '../database/open-database.ts';
import { Reopening } from '../database/reopening.ts';
import { serveThread } from '../database/serve-thread.ts';
import { toStorageError } from '../database/storage-error.ts';
import type { RecordBlockRow } from '../database/tables.ts';
import { RecordTable } from './record-table.ts';

export interface RecordsData {
  readonly recordsPath: string;
}

export type RecordsAnswer = { readonly stored: true } | { readonly stored: false; readonly reason: string };

const { recordsPath } = workerData as RecordsData;
const records = new Reopening(openRecords, ({ database }) => database.close());

records.openEarly();
serveThread(storeBlock, () => records.drop());

function openRecords(): { readonly database: SqliteDatabase; readonly table: RecordTable } {
  const database = openForWriting(recordsPath, 'normal');
  // Copying pages to the database less often is less work.
  database.pragma('wal_autocheckpoint = 4000');
  return { database, table: new RecordTable(database, { recordsKept: INVOCATION_RECORDS_KEPT, bytesMax: INVOCATION_RECORDS_MAX_BYTES }) };
}

function storeBlock(block: RecordBlockRow): RecordsAnswer {
  try {
    records.get().table.store(block);
    return { stored: true };
  } catch (error) {
    records.drop();
    return { stored: false, reason: toStorageError(error, recordsPath).message };
  }
}
