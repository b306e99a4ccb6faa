import { SkeinError } from '@skein/contracts';
import type { SqliteDatabase } from './open-database.ts';
import type { Migration } from './migration.ts';
import { toStorageError } from './storage-error.ts';

interface AppliedMigration {
  readonly number: number;
  readonly name: string;
}

/**
 * Brings the schema of a database up to date. All or nothing; does nothing when it is up to date. Throws `invalid_configuration`
 * for a database that a newer release, or another program, has made, and `storage_failed`.
 */
export function migrate(database: SqliteDatabase, migrations: readonly Migration[], nowMs: number): void {
  try {
    database.transaction(() => applyMissing(database, migrations, nowMs)).immediate();
  } catch (error) {
    throw toStorageError(error, database.name);
  }
}

function applyMissing(database: SqliteDatabase, migrations: readonly Migration[], nowMs: number): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms INTEGER NOT NULL) STRICT',
  );
  const applied = database.prepare<[], AppliedMigration>('SELECT number, name FROM schema_migrations ORDER BY number').all();
  rejectUnknown(database.name, applied, migrations);
  const remember = database.prepare('INSERT INTO schema_migrations (number, name, applied_at_ms) VALUES (?, ?, ?)');
  for (const { number, name, sql } of migrations.slice(applied.length)) {
    database.exec(sql);
    remember.run(number, name, nowMs);
  }
}

function rejectUnknown(path: string, applied: readonly AppliedMigration[], migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ number, name }) => `${number} ${name}`));
  const unknown = applied.find(({ number, name }) => !known.has(`${number} ${name}`));
  if (unknown === undefined) return;
  const reason =
    unknown.number > migrations.length
      ? `${path} was written by a newer release of Skein (schema ${unknown.number}; this release knows up to ${migrations.length})`
      : `${path} has the schema change ${unknown.number} "${unknown.name}", which this release does not know`;
  throw new SkeinError('invalid_configuration', { setting: 'DB_PATH', reason });
}
