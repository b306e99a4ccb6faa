import type { Migration } from '../../database/migration.ts';

/** The sequence counts up in the order in which records were stored, so that the oldest can be cut off. */
export const records: Migration = {
  number: 1,
  name: 'records',
  sql: `
    CREATE TABLE records (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      function_name TEXT NOT NULL,
      status TEXT NOT NULL,
      received_at_ms INTEGER NOT NULL,
      record TEXT NOT NULL
    ) STRICT;

    CREATE INDEX records_by_time ON records (account, region, received_at_ms);
    CREATE INDEX records_by_function ON records (account, region, function_name, received_at_ms);
  `,
};
