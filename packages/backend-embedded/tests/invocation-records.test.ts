import { INVOCATION_RECORDS_KEPT, INVOCATION_RECORDS_WAITING_MAX, INVOCATION_RECORDS_WAITING_MAX_BYTES } from '@skein/contracts';
import type { InvocationRecord, SkeinError } from '@skein/contracts';
import { systemClock } from '@skein/ports';
import { sampleRecord } from '@skein/ports/conformance';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../src/database/migrate.ts';
import { recordsMigrations } from '../src/invocations/migrations/index.ts';
import { RecordQueue } from '../src/invocations/record-queue.ts';
import { RecordTable } from '../src/invocations/record-table.ts';
import type { Retention } from '../src/invocations/record-table.ts';
import { openTestBackend } from './support/test-backend.ts';

const MIB = 1024 * 1024;

function samples(count: number, changes: Partial<InvocationRecord> = {}): readonly InvocationRecord[] {
  return Array.from({ length: count }, (_, index) => sampleRecord(index, changes));
}

describe('records on their way to the disk', () => {
  it(`${INVOCATION_RECORDS_WAITING_MAX} may wait; of more, the oldest are dropped and counted`, () => {
    const queue = new RecordQueue();
    const [oldest, ...rest] = samples(INVOCATION_RECORDS_WAITING_MAX, { log: '' });
    for (const record of [oldest, ...rest]) if (record !== undefined) queue.add(record);
    expect(queue.droppedCount).toBe(0);
    queue.add(sampleRecord(0));
    expect([queue.droppedCount, queue.waitingCount]).toEqual([1, INVOCATION_RECORDS_WAITING_MAX]);
    expect(queue.find(oldest?.id ?? '')).toBeUndefined();
    expect(queue.find(rest[0]?.id ?? '')).toBe(rest[0]);
  });

  it(`logs of ${INVOCATION_RECORDS_WAITING_MAX_BYTES / MIB} MB may wait; of more, the oldest are dropped and counted`, () => {
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
    const count = other.prepare('SELECT count(*) FROM records').pluck();
    while (count.get() !== 1) await new Promise((resolve) => setTimeout(resolve, 1));
    other.close();
    expect(backend.statistics().recordsDropped).toBe(0);
  });

  it('are tried again by themselves after they could not be stored', { timeout: 30_000 }, async () => {
    const failures: SkeinError[] = [];
    await using backend = await openTestBackend({ clock: systemClock, onFailure: (error) => failures.push(error) });
    const other = new Database(backend.folder.options.recordsPath);
    other.exec("CREATE TRIGGER refuse BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'refused for this test'); END");
    const records = samples(100);
    for (const record of records) backend.recorder.record(record);
    while (failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(failures[0]?.message).toContain('refused for this test');
    await expect(backend.recorder.flush()).rejects.toMatchObject({ code: 'storage_failed' });
    other.exec('DROP TRIGGER refuse');
    const count = other.prepare('SELECT count(*) FROM records').pluck();
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
      count: () => database.prepare('SELECT count(*) FROM records').pluck().get(),
      oldest: () => database.prepare('SELECT id FROM records ORDER BY sequence LIMIT 1').pluck().get(),
      usedBytes: () => usedPages() * Number(database.pragma('page_size', { simple: true })),
    };
  }

  it(`${INVOCATION_RECORDS_KEPT} are kept; of more, the oldest are removed`, { timeout: 60_000 }, () => {
    const { table, count, oldest } = openTable({ recordsKept: INVOCATION_RECORDS_KEPT, bytesMax: Infinity });
    const records = samples(1_000, { log: '' });
    const batch = (round: number): string => JSON.stringify(records.map((record) => ({ ...record, id: `${round}-${record.id}` })));
    for (let round = 0; round < INVOCATION_RECORDS_KEPT / 1_000; round += 1) table.store(batch(round));
    expect(count()).toBe(INVOCATION_RECORDS_KEPT);
    expect(oldest()).toBe(`0-${records[0]?.id}`);
    table.store(JSON.stringify([sampleRecord(0)]));
    expect(count()).toBe(INVOCATION_RECORDS_KEPT);
    expect(oldest()).toBe(`0-${records[1]?.id}`);
  });

  it('take no more than their bytes; of more, the oldest are removed', () => {
    const { table, count, usedBytes } = openTable({ recordsKept: 10_000, bytesMax: 20 * MIB });
    const newest = samples(10, { log: 'x'.repeat(100_000) });
    for (let round = 0; round < 50; round += 1) table.store(JSON.stringify(samples(10, { log: 'x'.repeat(100_000) })));
    table.store(JSON.stringify(newest));
    expect(usedBytes()).toBeLessThanOrEqual(20 * MIB);
    expect(count()).toBeGreaterThan(90);
  });

  it('a record that is larger than all the room removes everything and ends', () => {
    const { table, count } = openTable({ recordsKept: 10, bytesMax: MIB });
    table.store(JSON.stringify([sampleRecord(0, { log: 'x'.repeat(2 * MIB) })]));
    expect(count()).toBe(0);
  });
});
