import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { toStorageError } from './storage-error.ts';

/** How long a statement waits for a lock that another process holds, such as a backup, before it fails. In ms. */
const BUSY_TIMEOUT_MS = 5_000;

export type SqliteDatabase = Database.Database;

/**
 * How much a commit waits for. `full`: it is on the disk, and survives a power cut. `normal`: it survives the end of the process,
 * but a power cut may take the last moments; the file stays whole in both cases.
 */
export type Durability = 'full' | 'normal';

/** Opens a database for writing and makes it when it does not exist. Throws `storage_failed`. */
export function openForWriting(path: string, durability: Durability): SqliteDatabase {
  try {
    // Only the owner may read what is inside, such as functions' environments; SQLite gives its other files the same mode.
    closeSync(openSync(path, 'a', 0o600));
    const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${durability}`);
    database.pragma('foreign_keys = ON');
    return database;
  } catch (error) {
    throw toStorageError(error, path);
  }
}

/** Opens an existing database for reading only. Throws `storage_failed`. */
export function openForReading(path: string): SqliteDatabase {
  try {
    return new Database(path, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw toStorageError(error, path);
  }
}
