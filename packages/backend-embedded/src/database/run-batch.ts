import Database from 'better-sqlite3';
import { toSkeinError } from '@skein/contracts';
import type { ErrorCode, ErrorDetails, SkeinError } from '@skein/contracts';
import type { SqliteDatabase } from './open-database.ts';
import { toStorageError } from './storage-error.ts';

/** How a job of a batch ended, in a form that can cross threads. */
export type JobResult = { readonly done: true } | { readonly done: false; readonly code: ErrorCode; readonly details: ErrorDetails };

/**
 * Group commit: runs jobs in one transaction, with one flush for all. A job that throws is undone alone and the others stand.
 * When the storage itself fails, such as a full disk, nothing of the batch was stored and every job has failed. Never throws.
 */
export function runBatch<Job>(database: SqliteDatabase, jobs: readonly Job[], runJob: (job: Job) => void): readonly JobResult[] {
  try {
    return database.transaction(() => jobs.map((job) => runInSavepoint(database, () => runJob(job)))).immediate();
  } catch (error) {
    return failAll(jobs, error);
  }
}

/** The answers to jobs that the storage could not take. */
export function failAll(jobs: readonly unknown[], error: unknown): readonly JobResult[] {
  const result = failed(toStorageError(error));
  return jobs.map(() => result);
}

function runInSavepoint(database: SqliteDatabase, run: () => void): JobResult {
  try {
    // Inside a transaction this makes a savepoint.
    database.transaction(run)();
    return { done: true };
  } catch (error) {
    if (isStorageFailure(error)) throw error;
    return failed(toSkeinError(error));
  }
}

/** A violated constraint is the job's own fault; every other error of SQLite is about the disk or the file. */
function isStorageFailure(error: unknown): boolean {
  return error instanceof Database.SqliteError && !error.code.startsWith('SQLITE_CONSTRAINT');
}

function failed({ code, details }: SkeinError): JobResult {
  return { done: false, code, details };
}
