import type { Migration } from '../migration.ts';

/** Who started an execution. Those that were started before keys existed were started by whoever could reach the server. */
export const executionPrincipals: Migration = {
  number: 4,
  name: 'execution-principals',
  sql: `
    ALTER TABLE executions ADD COLUMN principal TEXT NOT NULL DEFAULT '{"id":"open","kind":"open","role":"admin","functions":["*"]}';
  `,
};
