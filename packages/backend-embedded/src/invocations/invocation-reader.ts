import { matchesPattern, runIdOf } from '@skein/contracts';
import type { InvocationRecord, InvocationStatus, Scope } from '@skein/contracts';
import type { InvocationQuery, InvocationReader, RunQuery, Visible } from '@skein/ports';
import { sql } from 'kysely';
import type { CompiledQuery } from 'kysely';
import type { SqliteDatabase } from '../database/open-database.ts';
import { queries, selectEach } from '../database/queries.ts';
import type { RecordBlockRow } from '../database/tables.ts';
import { NewestRecords } from './newest-records.ts';
import { asLabel, fromRecordBlock } from './record-block.ts';
import type { RecordQueue } from './record-queue.ts';

/** Reads records from the queue and from the disk. A record leaves the queue after it was stored, so it is always in one of them. */
export class EmbeddedInvocationReader implements InvocationReader {
  readonly #database: SqliteDatabase;
  readonly #queue: RecordQueue;
  readonly #isUntried: (eventId: string) => boolean;

  /** `isUntried` says of an event whether it still waits for its first run. */
  constructor(database: SqliteDatabase, queue: RecordQueue, isUntried: (eventId: string) => boolean) {
    this.#database = database;
    this.#queue = queue;
    this.#isUntried = isUntried;
  }

  async getInvocation(scope: Scope, invocationId: string): Promise<InvocationRecord | undefined> {
    const found = this.#find(invocationId);
    return found !== undefined && isIn(scope, found) ? found : undefined;
  }

  #find(id: string): InvocationRecord | undefined {
    return this.#queue.find(id) ?? this.#findStored(id);
  }

  /** Events run long after they got their ids, so many blocks may have an id in their range: they are searched as text before they are parsed. */
  #findStored(id: string): InvocationRecord | undefined {
    const query = queries
      .selectFrom('record_blocks')
      .select('records')
      .where('greatest_id', '>=', id)
      .where('least_id', '<=', id)
      .where(sql<number>`instr(records, ${JSON.stringify(id)})`, '>', 0);
    // The newest record of an invocation counts.
    for (const row of selectEach(this.#database, query.orderBy('sequence', 'desc'))) {
      const found = fromRecordBlock(row).findLast((record) => record.id === id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async listInvocations(scope: Scope, query: InvocationQuery): Promise<readonly InvocationRecord[]> {
    const { status } = query;
    const isWanted = (record: InvocationRecord): boolean => isIn(scope, record) && matches(record, query);
    const newest = new NewestRecords(query.limit, (record) => isWanted(record) && (status === undefined || this.#isCurrent(record)));
    newest.add(Infinity, [...this.#queue.records()]);
    for (const { sequence, last_received_at_ms: lastReceivedAtMs, records } of selectEach(this.#database, blocksFor(query))) {
      if (newest.isComplete(lastReceivedAtMs)) break;
      newest.add(sequence, fromRecordBlock({ records }));
    }
    return newest.list();
  }

  /** Records are stored in the order in which they were made, those in the queue last. A batch may be in both for a moment. */
  async listRuns(scope: Scope, { functionName, limit }: RunQuery): Promise<readonly InvocationRecord[]> {
    const found = new Map<string, InvocationRecord>();
    const add = (records: readonly InvocationRecord[]): void => {
      for (const record of records.toReversed())
        if (isIn(scope, record) && record.functionName === functionName && record.status !== 'QUEUED') found.set(runIdOf(record), record);
    };
    add(this.#queue.inOrder());
    for (const row of selectEach(this.#database, blocksInOrder(functionName))) {
      if (found.size >= limit) break;
      add(fromRecordBlock(row));
    }
    return [...found.values()].slice(0, limit);
  }

  /**
   * Whether an invocation still has the status of this record: a block with a later one is not among the blocks with the wanted status.
   * A request ends once, and of a long queue nearly all records are old, so what can be said without searching is.
   */
  #isCurrent({ id, kind, status }: InvocationRecord): boolean {
    if (status === 'SUCCEEDED' || (kind === 'request' && ENDED.includes(status))) return true;
    return kind !== 'request' && status === 'QUEUED' ? this.#isUntried(id) : this.#find(id)?.status === status;
  }
}

const ENDED: readonly InvocationStatus[] = ['SUCCEEDED', 'FAILED', 'EXPIRED'];

type BlockToRead = Pick<RecordBlockRow, 'last_received_at_ms' | 'records'> & { readonly sequence: number };

function blocksFor({ functionName, status, beforeMs }: InvocationQuery): { compile(): CompiledQuery<BlockToRead> } {
  let query = queries.selectFrom('record_blocks').select(['sequence', 'last_received_at_ms', 'records']);
  for (const label of [functionName, status])
    if (label !== undefined) query = query.where(sql<number>`instr(labels, ${asLabel(label)})`, '>', 0);
  if (beforeMs !== undefined) query = query.where('first_received_at_ms', '<', beforeMs);
  return query.orderBy('last_received_at_ms', 'desc');
}

/** Blocks with records of a function, the last one first. */
function blocksInOrder(functionName: string): { compile(): CompiledQuery<Pick<RecordBlockRow, 'records'>> } {
  const query = queries.selectFrom('record_blocks').select('records');
  return query.where(sql<number>`instr(labels, ${asLabel(functionName)})`, '>', 0).orderBy('sequence', 'desc');
}

function isIn({ account, region }: Scope, record: InvocationRecord): boolean {
  return record.account === account && record.region === region;
}

function matches(record: InvocationRecord, query: InvocationQuery): boolean {
  const { functionName, status, beforeMs = Infinity } = query;
  const isOfFunction = functionName === undefined || record.functionName === functionName;
  return isOfFunction && isVisible(record, query) && (status === undefined || record.status === status) && record.receivedAtMs < beforeMs;
}

function isVisible({ functionName, principalId }: InvocationRecord, { patterns, principalId: wanted = principalId }: Visible): boolean {
  return principalId === wanted && (patterns === undefined || patterns.some((pattern) => matchesPattern(pattern, functionName)));
}
