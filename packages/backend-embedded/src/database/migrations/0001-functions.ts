import type { Migration } from '../migration.ts';

/** The registry. A version is a name for a revision; `$LATEST` is the version that every change moves to a new revision. */
export const functions: Migration = {
  number: 1,
  name: 'functions',
  sql: `
    CREATE TABLE functions (
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      name TEXT NOT NULL,
      tags TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL,
      PRIMARY KEY (account, region, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE revisions (
      id TEXT NOT NULL PRIMARY KEY,
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      function_name TEXT NOT NULL,
      number INTEGER NOT NULL,
      settings TEXT NOT NULL,
      package_digest TEXT NOT NULL,
      package_size_bytes INTEGER NOT NULL,
      state TEXT NOT NULL,
      state_reason TEXT,
      last_update_status TEXT,
      created_at_ms INTEGER NOT NULL,
      UNIQUE (account, region, function_name, number),
      FOREIGN KEY (account, region, function_name) REFERENCES functions (account, region, name)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX revisions_by_package ON revisions (package_digest);

    CREATE TABLE versions (
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      function_name TEXT NOT NULL,
      version TEXT NOT NULL,
      revision_id TEXT NOT NULL REFERENCES revisions (id),
      PRIMARY KEY (account, region, function_name, version),
      FOREIGN KEY (account, region, function_name) REFERENCES functions (account, region, name)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX versions_by_revision ON versions (revision_id);

    -- Names this database in the packages folder, so that no other database's clean-up takes the packages for its own.
    CREATE TABLE registry (id TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
    INSERT INTO registry (id) VALUES (lower(hex(randomblob(16))));
  `,
};
