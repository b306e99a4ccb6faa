import type { Migration } from '../migration.ts';

/** Keys. A secret is kept as its hash; what a signature is checked with is derived from the master key, which is not in the database. */
export const keys: Migration = {
  number: 7,
  name: 'keys',
  sql: `
    CREATE TABLE keys (
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      functions TEXT NOT NULL,
      secrets TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL,
      rotated_at_ms INTEGER,
      expires_at_ms INTEGER,
      revoked_at_ms INTEGER,
      PRIMARY KEY (account, region, id)
    ) STRICT, WITHOUT ROWID;
  `,
};
