import type { Migration } from '../../database/migration.ts';
import { records } from './0001-records.ts';
import { recordBlocks } from './0002-record-blocks.ts';

/** Every migration of the records' database, in order. */
export const recordsMigrations: readonly Migration[] = [records, recordBlocks];
