import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { SkeinError } from '@skein/contracts';
import { toStorageError } from '../database/storage-error.ts';

/**
 * Keeps other servers away from a database, by holding SQLite's lock on an empty database beside it. The lock is the operating
 * system's, so it ends with the process however that ends. Throws `invalid_configuration` that names the process which has it.
 */
export function lockData(databasePath: string): Disposable {
  const lock = openLock(`${databasePath}.lock`);
  const holderPath = `${databasePath}.pid`;
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw toStorageError(error, databasePath);
    const reason = `${databasePath} is open in another server (process ${readHolder(holderPath)})`;
    throw new SkeinError('invalid_configuration', { setting: 'DB_PATH', reason }, { cause: error });
  }
  writeFileSync(holderPath, `${process.pid}\n`, { mode: 0o600 });
  return {
    [Symbol.dispose]() {
      rmSync(holderPath, { force: true });
      lock.close();
    },
  };
}

function openLock(path: string): Database.Database {
  try {
    return new Database(path, { timeout: 0 });
  } catch (error) {
    throw toStorageError(error, path);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** Missing for a moment while the other server starts or ends. */
function readHolder(holderPath: string): string {
  try {
    return readFileSync(holderPath, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
