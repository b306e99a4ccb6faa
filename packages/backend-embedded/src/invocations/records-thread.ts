/** The program of the thread that stores invocation records. */
import { workerData } from 'node:worker_threads';
import { INVOCATION_RECORDS_KEPT, INVOCATION_RECORDS_MAX_BYTES } from '@skein/contracts';
import { openForWriting } from '../database/open-database.ts';
import { serveThread } from '../database/serve-thread.ts';
import { toStorageError } from '../database/storage-error.ts';
import { RecordTable } from './record-table.ts';

export interface RecordsData {
  readonly recordsPath: string;
}

export type RecordsAnswer = { readonly stored: true } | { readonly stored: false; readonly reason: string };

const { recordsPath } = workerData as RecordsData;
const database = openForWriting(recordsPath, 'normal');
const table = new RecordTable(database, { recordsKept: INVOCATION_RECORDS_KEPT, bytesMax: INVOCATION_RECORDS_MAX_BYTES });

serveThread(storeBatch, () => database.close());

function storeBatch(batch: string): RecordsAnswer {
  try {
    table.store(batch);
    return { stored: true };
  } catch (error) {
    return { stored: false, reason: toStorageError(error, recordsPath).message };
  }
}
