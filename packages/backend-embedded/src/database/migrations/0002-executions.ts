import type { Migration } from '../migration.ts';

/** Workflows, and what their executions go on from. A step of an execution changes its rows in one transaction. */
export const executions: Migration = {
  number: 2,
  name: 'executions',
  sql: `
    CREATE TABLE workflows (
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      name TEXT NOT NULL,
      notation TEXT NOT NULL,
      type TEXT NOT NULL,
      definition TEXT NOT NULL,
      role_arn TEXT NOT NULL,
      revision_id TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL,
      updated_at_ms INTEGER NOT NULL,
      PRIMARY KEY (account, region, name)
    ) STRICT, WITHOUT ROWID;

    -- What an execution was started with and how it ended: written twice in its life.
    CREATE TABLE executions (
      id TEXT NOT NULL PRIMARY KEY,
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      workflow_name TEXT NOT NULL,
      name TEXT NOT NULL,
      notation TEXT NOT NULL,
      definition TEXT NOT NULL,
      revision_id TEXT NOT NULL,
      role_arn TEXT NOT NULL,
      status TEXT NOT NULL,
      input TEXT NOT NULL,
      output TEXT,
      error TEXT,
      cause TEXT,
      started_at_ms INTEGER NOT NULL,
      stopped_at_ms INTEGER,
      UNIQUE (account, region, workflow_name, name)
    ) STRICT;

    CREATE INDEX executions_by_id ON executions (account, region, workflow_name, id);
    CREATE INDEX executions_running ON executions (id) WHERE status = 'RUNNING';

    -- Written with every step, and therefore apart from the larger rows that stay as they are.
    CREATE TABLE execution_states (
      execution_id TEXT NOT NULL PRIMARY KEY,
      sequence INTEGER NOT NULL,
      state TEXT NOT NULL,
      wake_at_ms INTEGER,
      unfinished INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE execution_events (
      execution_id TEXT NOT NULL,
      id INTEGER NOT NULL,
      event TEXT NOT NULL,
      PRIMARY KEY (execution_id, id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE execution_intents (
      execution_id TEXT NOT NULL,
      task_id INTEGER NOT NULL,
      command TEXT NOT NULL,
      PRIMARY KEY (execution_id, task_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE execution_lease (epoch INTEGER NOT NULL) STRICT;
    INSERT INTO execution_lease (epoch) VALUES (0);
  `,
};
