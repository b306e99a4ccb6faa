/** The program of the thread that writes the registry's database. */
import { workerData } from 'node:worker_threads';
import { RegistryWriting } from './registry-writing.ts';
import type { WriterJob } from './registry-writing.ts';
import { serveThread } from './serve-thread.ts';

export interface WriterData {
  readonly databasePath: string;
}

const { databasePath } = workerData as WriterData;
const writing = new RegistryWriting(databasePath);
serveThread(
  (jobs: readonly WriterJob[]) => writing.write(jobs),
  () => writing.close(),
);
