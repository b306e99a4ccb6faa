/** The program of the thread that stores invocation records. */
import { workerData } from 'node:worker_threads';
import { INVOCATION_RECORDS_KEPT, INVOCATION_RECORDS_MAX_BYTES } from '@skein/contracts';
import { openForWriting } from '../database/open-database.ts';
import type { SqliteDatabase } from '../database/open-database.ts';
import { Reopening } from '../database/reopening.ts';
import { serveThread } from '../database/serve-thread.ts';
import { toStorageError } from '../database/storage-error.ts';
import { RecordTable } from './record-table.ts';

export interface RecordsData {
  readonly recordsPath: string;
}

export type RecordsAnswer = { readonly stored: true } | { readonly stored: false; readonly reason: string };

const { recordsPath } = workerData as RecordsData;
const records = new Reopening(openRecords, ({ database }) => database.close());

records.openEarly();
serveThread(storeBatch, () => records.drop());

function openRecords(): { readonly database: SqliteDatabase; readonly table: RecordTable } {
  const database = openForWriting(recordsPath, 'normal');
  // Ids are random, so every batch touches many pages; copying them to the database less often saves a fifth of the work.
  database.pragma('wal_autocheckpoint = 4000');
  return { database, table: new RecordTable(database, { recordsKept: INVOCATION_RECORDS_KEPT, bytesMax: INVOCATION_RECORDS_MAX_BYTES }) };
}

function storeBatch(batch: string): RecordsAnswer {
  try {
    records.get().table.store(batch);
    return { stored: true };
  } catch (error) {
    records.drop();
    return { stored: false, reason: toStorageError(error, recordsPath).message };
  }
}
