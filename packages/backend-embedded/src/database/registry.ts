import { SkeinError } from '@skein/contracts';
import type { SqliteDatabase } from './open-database.ts';
import { queries, selectFirst } from './queries.ts';
import { toStorageError } from './storage-error.ts';

/** Checks that the registry's database is whole, and returns the id that its first migration gave it. Throws `storage_failed`. */
export function checkRegistry(database: SqliteDatabase): string {
  try {
    const report = database.pragma('quick_check(1)', { simple: true });
    const registry = selectFirst(database, queries.selectFrom('registry').select('id'));
    if (report === 'ok' && registry !== undefined) return registry.id;
    throw new SkeinError('storage_failed', { reason: `${database.name} is damaged (${String(report).replaceAll('\n', ' ')})` });
  } catch (error) {
    throw toStorageError(error, database.name);
  }
}
