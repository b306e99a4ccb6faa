import type { InvocationRecord, Scope } from '@skein/contracts';
import type { InvocationQuery, InvocationReader } from '@skein/ports';
import { scopeKey } from '../database/scope-key.ts';
import type { SqliteDatabase } from '../database/open-database.ts';
import { queries, selectEach, selectFirst } from '../database/queries.ts';
import type { RecordQueue } from './record-queue.ts';
import { fromRecordRow } from './record-rows.ts';

/** Reads records from the queue and from the disk. A record leaves the queue after it was stored, so it is always in one of them. */
export class EmbeddedInvocationReader implements InvocationReader {
  readonly #database: SqliteDatabase;
  readonly #queue: RecordQueue;

  constructor(database: SqliteDatabase, queue: RecordQueue) {
    this.#database = database;
    this.#queue = queue;
  }

  async getInvocation(scope: Scope, invocationId: string): Promise<InvocationRecord | undefined> {
    const queued = this.#queue.find(invocationId);
    if (queued !== undefined) return isIn(scope, queued) ? queued : undefined;
    const query = queries.selectFrom('records').select('record');
    const row = selectFirst(
      this.#database,
      query.where((where) => where.and({ ...scopeKey(scope), id: invocationId })),
    );
    return row && fromRecordRow(row);
  }

  async listInvocations(scope: Scope, query: InvocationQuery): Promise<readonly InvocationRecord[]> {
    const queued = [...this.#queue.records()].filter((record) => isIn(scope, record) && matches(record, query)).toReversed();
    const found = [...queued, ...this.#findStored(scope, query)];
    return found.toSorted((left, right) => right.receivedAtMs - left.receivedAtMs).slice(0, query.limit);
  }

  #findStored(scope: Scope, { functionName, status, beforeMs, limit }: InvocationQuery): readonly InvocationRecord[] {
    let query = queries
      .selectFrom('records')
      .select(['id', 'record'])
      .where((where) => where.and(scopeKey(scope)));
    if (functionName !== undefined) query = query.where('function_name', '=', functionName);
    if (status !== undefined) query = query.where('status', '=', status);
    if (beforeMs !== undefined) query = query.where('received_at_ms', '<', beforeMs);
    const newestFirst = query.orderBy('received_at_ms', 'desc').orderBy('sequence', 'desc');
    const found: InvocationRecord[] = [];
    for (const row of selectEach(this.#database, newestFirst)) {
      if (found.length >= limit) break;
      // What the disk has of a queued record is an older state, which no longer counts.
      if (this.#queue.find(row.id) === undefined) found.push(fromRecordRow(row));
    }
    return found;
  }
}

function isIn({ account, region }: Scope, record: InvocationRecord): boolean {
  return record.account === account && record.region === region;
}

function matches(record: InvocationRecord, { functionName, status, beforeMs = Infinity }: InvocationQuery): boolean {
  const isOfFunction = functionName === undefined || record.functionName === functionName;
  return isOfFunction && (status === undefined || record.status === status) && record.receivedAtMs < beforeMs;
}
