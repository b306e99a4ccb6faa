import { migrate } from './migrate.ts';
import type { Migration } from './migration.ts';
import { openForWriting } from './open-database.ts';
import type { Durability } from './open-database.ts';

/** Makes a database or brings it up to date, before anything else has it open. Throws what `migrate` throws. */
export function prepareDatabase(path: string, durability: Durability, migrations: readonly Migration[], nowMs: number): void {
  const database = openForWriting(path, durability);
  try {
    migrate(database, migrations, nowMs);
  } finally {
    database.close();
  }
}
