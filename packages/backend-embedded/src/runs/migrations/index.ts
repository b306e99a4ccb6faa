import type { Migration } from '../../database/migration.ts';
import { runs } from './0001-runs.ts';

/** Every migration of the lab's database, in order. */
export const runMigrations: readonly Migration[] = [runs];
