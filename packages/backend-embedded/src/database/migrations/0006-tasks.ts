import type { Migration } from '../migration.ts';

/** Tasks are events of a kind of their own; what came of them is kept by their ids. Of events that are equally due, ids decide. */
export const tasks: Migration = {
  number: 6,
  name: 'tasks',
  sql: `
    ALTER TABLE events ADD COLUMN kind TEXT NOT NULL DEFAULT 'event';
    DROP INDEX events_by_function;
    DROP INDEX events_by_due;
    CREATE INDEX events_by_function ON events (account, region, kind, status, function_name, due_at_ms, id);
    CREATE INDEX events_by_due ON events (account, region, kind, status, due_at_ms);

    CREATE TABLE task_results (
      id TEXT PRIMARY KEY,
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      function_name TEXT NOT NULL,
      principal TEXT NOT NULL,
      status TEXT NOT NULL,
      result TEXT NOT NULL,
      traceback TEXT,
      accepted_at_ms INTEGER NOT NULL,
      finished_at_ms INTEGER NOT NULL
    ) STRICT;

    CREATE INDEX task_results_by_finish ON task_results (finished_at_ms);
  `,
};
