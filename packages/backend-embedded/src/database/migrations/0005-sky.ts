import type { Migration } from '../migration.ts';

/** Placements of functions with what their policies have learnt, and the ledger of calls elsewhere. */
export const sky: Migration = {
  number: 5,
  name: 'sky',
  sql: `
    CREATE TABLE sky_placements (
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      function_name TEXT NOT NULL,
      placement TEXT NOT NULL,
      policy_state TEXT NOT NULL,
      PRIMARY KEY (account, region, function_name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sky_ledger (
      id TEXT NOT NULL,
      account TEXT NOT NULL,
      region TEXT NOT NULL,
      function_name TEXT NOT NULL,
      invocation_id TEXT NOT NULL,
      sent_at_ms INTEGER NOT NULL,
      unsettled INTEGER NOT NULL,
      entry TEXT NOT NULL,
      PRIMARY KEY (account, region, id)
    ) STRICT;

    CREATE INDEX sky_ledger_by_time ON sky_ledger (account, region, sent_at_ms);
    CREATE INDEX sky_ledger_by_function ON sky_ledger (account, region, function_name, sent_at_ms);
    CREATE INDEX sky_ledger_by_invocation ON sky_ledger (account, region, invocation_id);
    CREATE INDEX sky_ledger_unsettled ON sky_ledger (account, region) WHERE unsettled = 1;
  `,
};
