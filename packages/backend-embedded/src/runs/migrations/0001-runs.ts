import type { Migration } from '../../database/migration.ts';

/** The lab's runs and trials: documents, because what an experiment measures is its own affair. */
export const runs: Migration = {
  number: 1,
  name: 'runs',
  sql: `
    CREATE TABLE runs (
      id TEXT PRIMARY KEY,
      status TEXT NOT NULL,
      run TEXT NOT NULL
    ) STRICT;

    CREATE TABLE trials (
      run_id TEXT NOT NULL REFERENCES runs (id),
      sequence INTEGER NOT NULL,
      key TEXT NOT NULL,
      trial TEXT NOT NULL,
      PRIMARY KEY (run_id, sequence)
    ) STRICT, WITHOUT ROWID;

    CREATE UNIQUE INDEX trials_by_key ON trials (run_id, key);
  `,
};
