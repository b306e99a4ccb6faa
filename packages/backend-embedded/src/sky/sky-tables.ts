import { SKY_LEDGER_KEPT } from '@skein/contracts';
import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '../database/open-database.ts';
import { scopeKey } from '../database/scope-key.ts';
import type { SkyLedgerRow, SkyPlacementRow } from '../database/tables.ts';
import type { PutLedger, SkyJob } from './sky-job.ts';
import { toLedgerRow, toPlacementRow } from './sky-rows.ts';

type Key = Pick<SkyPlacementRow, 'account' | 'region' | 'function_name'>;

/** Entries after which the ledger is looked at for old ones to drop. */
const TRIM_EVERY = 1_000;

/** Makes the changes of placements and ledger, each inside the caller's transaction. Lives in the thread that writes. */
export class SkyTables {
  readonly #put: Statement<[SkyPlacementRow]>;
  readonly #remove: Statement<[Key]>;
  readonly #learn: Statement<[Key & Pick<SkyPlacementRow, 'policy_state'>]>;
  readonly #enter: Statement<[SkyLedgerRow]>;
  readonly #trim: Statement<[number]>;
  #untrimmed = 0;

  constructor(database: SqliteDatabase) {
    const same = 'account = @account AND region = @region AND function_name = @function_name';
    this.#put = database.prepare(
      `INSERT INTO sky_placements (account, region, function_name, placement, policy_state)
       VALUES (@account, @region, @function_name, @placement, @policy_state)
       ON CONFLICT DO UPDATE SET placement = excluded.placement, policy_state = excluded.policy_state`,
    );
    this.#remove = database.prepare(`DELETE FROM sky_placements WHERE ${same}`);
    this.#learn = database.prepare(`UPDATE sky_placements SET policy_state = @policy_state WHERE ${same}`);
    this.#enter = database.prepare(
      `INSERT INTO sky_ledger (id, account, region, function_name, invocation_id, sent_at_ms, unsettled, entry)
       VALUES (@id, @account, @region, @function_name, @invocation_id, @sent_at_ms, @unsettled, @entry)
       ON CONFLICT DO UPDATE SET unsettled = excluded.unsettled, entry = excluded.entry`,
    );
    this.#trim = database.prepare(
      `DELETE FROM sky_ledger WHERE sent_at_ms < (SELECT sent_at_ms FROM sky_ledger ORDER BY sent_at_ms DESC LIMIT 1 OFFSET ?)`,
    );
  }

  run(job: SkyJob): void {
    switch (job.name) {
      case 'put-placement':
        return void this.#put.run(toPlacementRow(job.stored));
      case 'remove-placement':
        return void this.#remove.run({ ...scopeKey(job.scope), function_name: job.functionName });
      case 'put-ledger':
        this.#enterAll(job);
    }
  }

  #enterAll({ entries, learnt }: PutLedger): void {
    for (const entry of entries) this.#enter.run(toLedgerRow(entry));
    if (learnt !== undefined) {
      const { functionName, policyState } = learnt;
      this.#learn.run({ ...scopeKey(learnt), function_name: functionName, policy_state: JSON.stringify(policyState) });
    }
    this.#untrimmed += entries.length;
    if (this.#untrimmed < TRIM_EVERY) return;
    this.#untrimmed = 0;
    this.#trim.run(SKY_LEDGER_KEPT - 1);
  }
}
