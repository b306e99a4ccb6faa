import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunRecord, TrialRecord } from '@skein/contracts';
import type { Clock, RunChange, RunStore } from '@skein/ports';
import { BatchWriter } from '../database/batch-writer.ts';
import { openForReading } from '../database/open-database.ts';
import type { SqliteDatabase } from '../database/open-database.ts';
import { parseStored } from '../database/parse-stored.ts';
import { prepareDatabase } from '../database/prepare-database.ts';
import { Thread } from '../database/thread.ts';
import { siblingModule } from '../database/sibling-module.ts';
import { toStorageError } from '../database/storage-error.ts';
import { makePrivateFolder } from '../files/durable-file.ts';
import { lockData } from '../files/lock-data.ts';
import { runMigrations } from './migrations/index.ts';
import type { RunJob } from './run-job.ts';
import type { RunsData } from './runs-thread.ts';

export interface OpenRunStore extends RunStore, AsyncDisposable {}

/**
 * Opens the lab's database, whose changes survive the end of the process but, in the last moments, no power cut, for the one process that may run experiments on this machine at a time: two at once would measure each other.
 * Rejects with `invalid_configuration` when another has it, and with `storage_failed`.
 */
export async function openRunStore(databasePath: string, clock: Clock): Promise<OpenRunStore> {
  await using opened = new AsyncDisposableStack();
  try {
    await makePrivateFolder(dirname(databasePath));
    opened.use(lockData(databasePath));
    prepareDatabase(databasePath, 'normal', runMigrations, clock.nowMs());
    const data: RunsData = { databasePath };
    const writer = opened.adopt(new BatchWriter<RunJob>(new Thread(siblingModule(import.meta.url, 'runs-thread'), data)), (thread) =>
      thread.close(),
    );
    const database = opened.adopt(openForReading(databasePath), (reader) => void reader.close());
    const resources = opened.move();
    return { ...changes(writer), ...reads(database), [Symbol.asyncDispose]: () => resources.disposeAsync() };
  } catch (error) {
    throw toStorageError(error);
  }
}

/** The same for looking only, also while a run goes on. Nothing is there before the first run. Rejects with `storage_failed`. */
export async function openRunsForReading(
  databasePath: string,
): Promise<Pick<RunStore, 'getRun' | 'listRuns' | 'listTrials'> & AsyncDisposable> {
  if (!existsSync(databasePath)) {
    return {
      getRun: () => Promise.resolve(undefined),
      listRuns: () => Promise.resolve([]),
      listTrials: () => Promise.resolve([]),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
  const database = openForReading(databasePath);
  return {
    ...reads(database),
    async [Symbol.asyncDispose]() {
      database.close();
    },
  };
}

function changes(writer: BatchWriter<RunJob>): Pick<RunStore, 'addRun' | 'changeRun' | 'addTrial' | 'setTrialUsage'> {
  return {
    addRun: (run) => writer.submit({ name: 'add-run', run }),
    changeRun: (runId: string, change: RunChange) => writer.submit({ name: 'change-run', runId, change }),
    addTrial: (trial) => writer.submit({ name: 'add-trial', trial }),
    setTrialUsage: (runId, key, usage) => writer.submit({ name: 'set-trial-usage', runId, key, usage }),
  };
}

function reads(database: SqliteDatabase): Pick<RunStore, 'getRun' | 'listRuns' | 'listTrials'> {
  const one = database.prepare<[string], { readonly run: string }>('SELECT run FROM runs WHERE id = ?');
  const all = database.prepare<[], { readonly run: string }>('SELECT run FROM runs ORDER BY id DESC');
  const trials = database.prepare<[string], { readonly trial: string }>('SELECT trial FROM trials WHERE run_id = ? ORDER BY sequence');
  return {
    async getRun(runId) {
      const row = one.get(runId);
      return row && parseStored<RunRecord>(row.run);
    },
    listRuns: async () => all.all().map(({ run }) => parseStored<RunRecord>(run)),
    listTrials: async (runId) => trials.all(runId).map(({ trial }) => parseStored<TrialRecord>(trial)),
  };
}
