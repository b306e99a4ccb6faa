/** The program of the thread that writes the registry's database. */
import { workerData } from 'node:worker_threads';
import { runFunctionJob } from '../functions/function-jobs.ts';
import type { FunctionJob } from '../functions/function-jobs.ts';
import { openForWriting } from './open-database.ts';
import { runBatch } from './run-batch.ts';
import { serveThread } from './serve-thread.ts';

export interface WriterData {
  readonly databasePath: string;
}

/** Everything the writer can be asked to do: a name with its parameters, never code. */
export type WriterJob = FunctionJob;

const { databasePath } = workerData as WriterData;
const database = openForWriting(databasePath, 'full');

serveThread(
  (jobs: readonly WriterJob[]) => runBatch(database, jobs, runFunctionJob),
  () => database.close(),
);
