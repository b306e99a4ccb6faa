import type { Migration } from '../migration.ts';

/** What is set for the events of a function, which goes with it; and how many functions handed an event on to each other. */
export const eventInvokeConfigs: Migration = {
  number: 8,
  name: 'event-invoke-configs',
  sql: `
    CREATE TABLE event_invoke_configs (
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      function_name TEXT NOT NULL,
      qualifier TEXT NOT NULL,
      settings TEXT NOT NULL,
      modified_at_ms INTEGER NOT NULL,
      PRIMARY KEY (account, region, function_name, qualifier),
      FOREIGN KEY (account, region, function_name) REFERENCES functions (account, region, name) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE events ADD COLUMN call_depth INTEGER NOT NULL DEFAULT 0;
  `,
};
