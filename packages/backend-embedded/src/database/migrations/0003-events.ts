import type { Migration } from '../migration.ts';

/** Events that wait and events that were given up. The index leads from a function to what of it is due, and from name to name. */
export const events: Migration = {
  number: 3,
  name: 'events',
  sql: `
    CREATE TABLE events (
      id TEXT PRIMARY KEY,
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      function_name TEXT NOT NULL,
      qualifier TEXT,
      body BLOB NOT NULL,
      client_context TEXT,
      trace_id TEXT,
      principal TEXT NOT NULL,
      accepted_at_ms INTEGER NOT NULL,
      status TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      refusals INTEGER NOT NULL,
      due_at_ms INTEGER NOT NULL,
      error TEXT,
      settled_at_ms INTEGER
    ) STRICT;

    CREATE INDEX events_by_function ON events (account, region, status, function_name, due_at_ms);
    CREATE INDEX events_by_due ON events (account, region, status, due_at_ms);
    CREATE INDEX events_by_settled ON events (settled_at_ms) WHERE settled_at_ms IS NOT NULL;
  `,
};
