import type { Migration } from '../../database/migration.ts';
import { records } from './0001-records.ts';

/** Every migration of the records' database, in order. */
export const recordsMigrations: readonly Migration[] = [records];
