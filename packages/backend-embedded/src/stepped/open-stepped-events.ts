import { strict as assert } from 'node:assert';
import type { EventQueue } from '@skein/ports';
import { registryMigrations } from '../database/migrations/index.ts';
import { openForReading } from '../database/open-database.ts';
import { BatchWriter } from '../database/batch-writer.ts';
import { prepareDatabase } from '../database/prepare-database.ts';
import { RegistryWriting } from '../database/registry-writing.ts';
import type { WriterJob } from '../database/registry-writing.ts';
import type { JobResult } from '../database/run-batch.ts';
import { EmbeddedEventQueue } from '../events/event-queue.ts';

export interface SteppedEventsOptions {
  readonly databasePath: string;
  /** Milliseconds since the epoch, for the migrations of a new file. */
  readonly nowMs: number;
  /**
   * Decides about each commit: `write` makes it durable, and those who wait for it hear of it when the promise resolves. One that
   * never resolves is a process that ended before the commit, or, after `write`, before it was acknowledged.
   */
  readonly atCommit: (write: () => void) => Promise<void>;
}

export interface SteppedEvents {
  readonly queue: EventQueue;
  /** Closes the file and writes nothing any more: what a process leaves behind that is killed. */
  close(): void;
}

/** The event queue over a real file without a thread, for simulations: it commits when it is told to, and only then. */
export function openSteppedEvents({ databasePath, nowMs, atCommit }: SteppedEventsOptions): SteppedEvents {
  prepareDatabase(databasePath, 'full', registryMigrations, nowMs);
  const writing = new RegistryWriting(databasePath);
  const writer = new BatchWriter<WriterJob>({
    async ask(jobs) {
      let results: readonly JobResult[] | undefined;
      await atCommit(() => (results = writing.write(jobs)));
      assert(results !== undefined, 'what is acknowledged was written');
      return results;
    },
    close: () => Promise.resolve(),
  });
  const database = openForReading(databasePath);
  return {
    queue: new EmbeddedEventQueue(writer, database),
    close() {
      database.close();
      writing.close();
    },
  };
}
