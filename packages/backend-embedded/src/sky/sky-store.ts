import type { LedgerEntry, Scope, StoredPlacement } from '@skein/contracts';
import type { LearntState, LedgerQuery, SkyStore } from '@skein/ports';
import type { SqliteDatabase } from '../database/open-database.ts';
import { parseStored } from '../database/parse-stored.ts';
import { queries, selectAll } from '../database/queries.ts';
import { scopeKey } from '../database/scope-key.ts';
import type { Writer } from '../database/writer.ts';
import { toStoredPlacement } from './sky-rows.ts';

/** Placements and ledger in the registry's database. */
export class EmbeddedSkyStore implements SkyStore {
  readonly #writer: Writer;
  readonly #database: SqliteDatabase;

  constructor(writer: Writer, database: SqliteDatabase) {
    this.#writer = writer;
    this.#database = database;
  }

  async listPlacements(scope: Scope): Promise<readonly StoredPlacement[]> {
    const query = queries
      .selectFrom('sky_placements')
      .selectAll()
      .where((where) => where.and(scopeKey(scope)));
    return selectAll(this.#database, query.orderBy('function_name')).map(toStoredPlacement);
  }

  async listLedger(scope: Scope, { functionName, invocationId, unsettled, limit }: LedgerQuery): Promise<readonly LedgerEntry[]> {
    let query = queries
      .selectFrom('sky_ledger')
      .select('entry')
      .where((where) => where.and(scopeKey(scope)));
    if (functionName !== undefined) query = query.where('function_name', '=', functionName);
    if (invocationId !== undefined) query = query.where('invocation_id', '=', invocationId);
    if (unsettled === true) query = query.where('unsettled', '=', 1);
    const rows = selectAll(this.#database, query.orderBy('sent_at_ms', 'desc').orderBy('id', 'desc').limit(limit));
    return rows.map(({ entry }) => parseStored(entry));
  }

  async putPlacement(stored: StoredPlacement): Promise<void> {
    await this.#writer.submit({ name: 'put-placement', stored });
  }

  async removePlacement({ account, region }: Scope, functionName: string): Promise<void> {
    await this.#writer.submit({ name: 'remove-placement', scope: { account, region }, functionName });
  }

  async putLedger(entries: readonly LedgerEntry[], learnt?: LearntState): Promise<void> {
    await this.#writer.submit({ name: 'put-ledger', entries, learnt });
  }
}
