import { INVOCATION_RECORDS_KEPT, INVOCATION_RECORDS_WAITING_MAX, INVOCATION_RECORDS_WAITING_MAX_BYTES } from '@skein/contracts';
import type { InvocationRecord, SkeinError } from '@skein/contracts';
import { systemClock } from '@skein/ports';
import { sampleRecord } from '@skein/ports/conformance';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { migrate } from '../src/database/migrate.ts';
import { recordsMigrations } from '../src/invocations/migrations/index.ts';
import { toRecordBlock } from '../src/invocations/record-block.ts';
import { RecordQueue } from '../src/invocations/record-queue.ts';
import { RecordTable } from '../src/invocations/record-table.ts';
import type { Retention } from '../src/invocations/record-table.ts';
import { openTestBackend } from './support/test-backend.ts';

const MIB = 1024 * 1024;

function samples(count: number, changes: Partial<InvocationRecord> = {}): readonly InvocationRecord[] {
  return Array.from({ length: count }, (_, index) => sampleRecord(index, changes));
}

describe('records on their way to the disk', () => {
  it('INVOCATION_RECORDS_WAITING_MAX: so many may wait; of more, the oldest are dropped and counted', () => {
    const queue = new RecordQueue();
    const [oldest, ...rest] = samples(INVOCATION_RECORDS_WAITING_MAX, { log: '' });
    for (const record of [oldest, ...rest]) if (record !== undefined) queue.add(record);
    expect(queue.droppedCount).toBe(0);
    queue.add(sampleRecord(0));
    expect([queue.droppedCount, queue.waitingCount]).toEqual([1, INVOCATION_RECORDS_WAITING_MAX]);
    expect(queue.find(oldest?.id ?? '')).toBeUndefined();
    expect(queue.find(rest[0]?.id ?? '')).toBe(rest[0]);
  });

  it('INVOCATION_RECORDS_WAITING_MAX_BYTES: logs of so many bytes may wait; of more, the oldest are dropped and counted', () => {
    const queue = new RecordQueue();
    const log = 'x'.repeat(MIB);
    for (const record of samples(INVOCATION_RECORDS_WAITING_MAX_BYTES / MIB, { log })) queue.add(record);
    expect(queue.droppedCount).toBe(0);
    queue.add(sampleRecord(0, { log: 'x' }));
    expect(queue.droppedCount).toBe(1);
  });

  it('leave in batches of bounded size, oldest first, and can be found until they are stored', () => {
    const queue = new RecordQueue();
    const records = samples(600);
    for (const record of records) queue.add(record);
    const batch = queue.takeBatch();
    expect(batch).toEqual(records.slice(0, 256));
    expect(queue.find(batch[0]?.id ?? '')).toBe(batch[0]);
    queue.batchStored();
    expect(queue.find(batch[0]?.id ?? '')).toBeUndefined();
    for (const record of samples(5, { log: 'x'.repeat(400_000) })) queue.add(record);
    expect(queue.takeBatch()).toHaveLength(256);
    queue.batchStored();
    expect(queue.takeBatch()).toHaveLength(90);
  });

  it('a batch that could not be stored goes back to the front', () => {
    const queue = new RecordQueue();
    const records = samples(300);
    for (const record of records) queue.add(record);
    queue.takeBatch();
    queue.batchFailed();
    expect(queue.oldestPosition).toBe(0);
    expect(queue.takeBatch()).toEqual(records.slice(0, 256));
  });

  it('when storing falls behind, memory does not grow and the newest are kept', async () => {
    await using backend = await openTestBackend();
    const other = new Database(backend.folder.options.recordsPath);
    other.exec('BEGIN IMMEDIATE');
    const records = samples(INVOCATION_RECORDS_WAITING_MAX + 2_000, { log: '' });
    for (const record of records) {
      backend.recorder.record(record);
      if (record.receivedAtMs % 1_000 === 0) await new Promise(setImmediate);
    }
    const { recordsDropped } = backend.statistics();
    expect(recordsDropped).toBeGreaterThan(1_000);
    expect(recordsDropped).toBeLessThan(2_001);
    other.close();
    await backend.recorder.flush();
    const newest = records.at(-1);
    expect(await backend.invocations.getInvocation(sampleRecord(0), newest?.id ?? '')).toEqual(newest);
    expect(await backend.invocations.listInvocations(sampleRecord(0), { limit: 100_000 })).toHaveLength(records.length - recordsDropped);
  });

  it('are stored soon without being asked for', async () => {
    await using backend = await openTestBackend();
    const other = new Database(backend.folder.options.recordsPath, { readonly: true });
    backend.recorder.record(sampleRecord(0));
    const count = other.prepare('SELECT total(record_count) FROM record_blocks').pluck();
    while (count.get() !== 1) await new Promise((resolve) => setTimeout(resolve, 1));
    other.close();
    expect(backend.statistics().recordsDropped).toBe(0);
  });

  it('are tried again by themselves after they could not be stored', { timeout: 120_000 }, async () => {
    const failures: SkeinError[] = [];
    await using backend = await openTestBackend({ clock: systemClock, onFailure: (error) => failures.push(error) });
    const other = new Database(backend.folder.options.recordsPath);
    other.exec("CREATE TRIGGER refuse BEFORE INSERT ON record_blocks BEGIN SELECT RAISE(ABORT, 'refused for this test'); END");
    const records = samples(100);
    for (const record of records) backend.recorder.record(record);
    while (failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(failures[0]?.message).toContain('refused for this test');
    await expect(backend.recorder.flush()).rejects.toMatchObject({ code: 'storage_failed' });
    other.exec('DROP TRIGGER refuse');
    const count = other.prepare('SELECT total(record_count) FROM record_blocks').pluck();
    while (count.get() !== 100) await new Promise((resolve) => setTimeout(resolve, 5));
    other.close();
    expect(backend.statistics().recordsDropped).toBe(0);
  });
});

describe('stored records', () => {
  function openTable(retention: Retention): { table: RecordTable; count: () => unknown; oldest: () => unknown; usedBytes: () => number } {
    const database = new Database(':memory:');
    migrate(database, recordsMigrations, 0);
    const usedPages = (): number =>
      Number(database.pragma('page_count', { simple: true })) - Number(database.pragma('freelist_count', { simple: true }));
    return {
      table: new RecordTable(database, retention),
      count: () => database.prepare('SELECT total(record_count) FROM record_blocks').pluck().get(),
      oldest: () => database.prepare('SELECT least_id FROM record_blocks ORDER BY sequence LIMIT 1').pluck().get(),
      usedBytes: () => usedPages() * Number(database.pragma('page_size', { simple: true })),
    };
  }

  it(
    'INVOCATION_RECORDS_KEPT: the newest are kept at the limit; one past it, a block of which none is among them is removed',
    { timeout: 120_000 },
    () => {
      const { table, count, oldest } = openTable({ recordsKept: INVOCATION_RECORDS_KEPT, bytesMax: Infinity });
      const block = toRecordBlock(samples(1_000, { log: '' }));
      const store = (round: number): void => table.store({ ...block, least_id: `block ${round}` });
      for (let round = 0; round < INVOCATION_RECORDS_KEPT / 1_000; round += 1) store(round);
      expect(count()).toBe(INVOCATION_RECORDS_KEPT);
      table.store(toRecordBlock(samples(999)));
      expect([count(), oldest()]).toEqual([INVOCATION_RECORDS_KEPT + 999, 'block 0']);
      table.store(toRecordBlock(samples(1)));
      expect([count(), oldest()]).toEqual([INVOCATION_RECORDS_KEPT, 'block 1']);
    },
  );

  it('INVOCATION_RECORDS_MAX_BYTES: at the limit none is removed, past it the oldest are, by a smaller figure than that of the server', () => {
    const { table, count, usedBytes } = openTable({ recordsKept: 10_000, bytesMax: 20 * MIB });
    const block = toRecordBlock(samples(10, { log: 'x'.repeat(100_000) }));
    for (let round = 0; round < 50; round += 1) table.store(block);
    expect(usedBytes()).toBeLessThanOrEqual(20 * MIB);
    expect(count()).toBeGreaterThan(90);
  });

  it('a record that is larger than all the room removes everything and ends', () => {
    const { table, count } = openTable({ recordsKept: 10, bytesMax: MIB });
    table.store(toRecordBlock([sampleRecord(0, { log: 'x'.repeat(2 * MIB) })]));
    expect(count()).toBe(0);
  });

  it('are read as a plain list would be, in whatever blocks they are', async () => {
    const record = fc.record({
      functionName: fc.constantFrom('a', 'b', 'FAILED'),
      status: fc.constantFrom('RUNNING', 'SUCCEEDED', 'FAILED'),
      receivedAtMs: fc.nat(20),
    });
    const question = fc.record(
      { functionName: fc.constantFrom('a', 'b', 'c'), status: fc.constantFrom('RUNNING', 'FAILED'), beforeMs: fc.nat(21) },
      { requiredKeys: [] },
    );
    await using backend = await openTestBackend();
    let scopeNumber = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(record, { minLength: 1, maxLength: 6 })),
        question,
        fc.integer({ min: 1, max: 8 }),
        async (blocks, filter, limit) => {
          scopeNumber += 1;
          const scope = { account: String(scopeNumber), region: 'us-east-1' };
          const all: InvocationRecord[] = [];
          for (const block of blocks) {
            for (const fields of block) {
              const made = sampleRecord(all.length, { ...scope, ...fields, id: `${fields.receivedAtMs}-${scopeNumber}-${all.length}` });
              all.push(made);
              backend.recorder.record(made);
            }
            await backend.recorder.flush();
          }
          const { beforeMs = Infinity, functionName, status } = filter;
          const expected = all
            .filter(
              (each) =>
                each.receivedAtMs < beforeMs &&
                (functionName ?? each.functionName) === each.functionName &&
                (status ?? each.status) === each.status,
            )
            .toSorted((left, right) => right.receivedAtMs - left.receivedAtMs)
            .slice(0, limit);
          const found = await backend.invocations.listInvocations(scope, { ...filter, limit });
          expect(found.map(({ receivedAtMs }) => receivedAtMs)).toEqual(expected.map(({ receivedAtMs }) => receivedAtMs));
          for (const each of found) expect(await backend.invocations.getInvocation(scope, each.id)).toEqual(each);
        },
      ),
      { numRuns: 60 },
    );
  });
});
