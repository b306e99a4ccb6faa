/** The program of the thread that writes the lab's database. */
import { workerData } from 'node:worker_threads';
import { openForWriting } from '../database/open-database.ts';
import { Reopening } from '../database/reopening.ts';
import { failAll, runBatch } from '../database/run-batch.ts';
import type { JobResult } from '../database/run-batch.ts';
import { serveThread } from '../database/serve-thread.ts';
import type { RunJob } from './run-job.ts';
import { RunTables } from './run-tables.ts';

export interface RunsData {
  readonly databasePath: string;
}

const { databasePath } = workerData as RunsData;
const tables = new Reopening(
  () => {
    const database = openForWriting(databasePath, 'normal');
    return { database, runs: new RunTables(database) };
  },
  ({ database }) => database.close(),
);

tables.openEarly();
serveThread(write, () => tables.drop());

function write(jobs: readonly RunJob[]): readonly JobResult[] {
  try {
    const { database, runs } = tables.get();
    const results = runBatch(database, jobs, (job) => runs.run(job));
    if (results.some((result) => !result.done && result.code === 'storage_failed')) tables.drop();
    return results;
  } catch (error) {
    return failAll(jobs, error);
  }
}
