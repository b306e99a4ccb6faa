import { DEFAULT_SCOPE } from '@skein/contracts';
import type { InvocationQuery, InvocationReader, InvocationRecorder } from '../invocations.ts';
import { OTHER_SCOPES, sampleRecord } from './samples.ts';
import type { OpenStore, TestTools } from './test-tools.ts';

export interface InvocationStore {
  readonly reader: InvocationReader;
  readonly recorder: InvocationRecorder;
}

type Open = OpenStore<InvocationStore>;

/** What every store of invocation records must do, before the records are stored as well as after. Each test opens one of its own. */
export function invocationStoreConformance(tools: TestTools, open: Open): void {
  tools.describe('an invocation record', () => singleRecord(tools, open));
  tools.describe('invocation records are listed', () => lists(tools, open));
  tools.describe('runs are listed', () => runs(tools, open));
}

function singleRecord({ it, expect }: TestTools, open: Open): void {
  it('can be read at once, and unchanged when it is stored', async () => {
    await using store = await open();
    const failed = sampleRecord(1, { status: 'FAILED', error: 'timeout', usage: undefined, notices: ['a "notice"'], logDroppedBytes: 5 });
    for (const record of [sampleRecord(0), failed]) {
      store.recorder.record(record);
      expect(await store.reader.getInvocation(DEFAULT_SCOPE, record.id)).toEqual(record);
      await store.recorder.flush();
      expect(await store.reader.getInvocation(DEFAULT_SCOPE, record.id)).toEqual(record);
    }
  });

  it('can be read at every moment after it was handed over: never 404 after an answer', async () => {
    await using store = await open();
    const records = Array.from({ length: 500 }, (_, index) => sampleRecord(index));
    for (const record of records) store.recorder.record(record);
    for (let round = 0; round < 20; round += 1) {
      const found = await Promise.all(records.map(({ id }) => store.reader.getInvocation(DEFAULT_SCOPE, id)));
      expect(found.filter((record) => record === undefined).length).toBe(0);
      await new Promise(setImmediate);
    }
    await store.recorder.flush();
  });

  it('is replaced by a later one of the same invocation', async () => {
    await using store = await open();
    const running = sampleRecord(0, { status: 'RUNNING' });
    store.recorder.record(running);
    await store.recorder.flush();
    store.recorder.record({ ...running, status: 'SUCCEEDED' });
    expect((await store.reader.getInvocation(DEFAULT_SCOPE, running.id))?.status).toBe('SUCCEEDED');
    expect((await listIds(store, { limit: 10, status: 'RUNNING' })).length).toBe(0);
    await store.recorder.flush();
    expect((await store.reader.getInvocation(DEFAULT_SCOPE, running.id))?.status).toBe('SUCCEEDED');
    expect(await listIds(store, { limit: 10 })).toEqual([running.id]);
  });

  it('cannot be read by another account or region, nor by another id', async () => {
    await using store = await open();
    const record = sampleRecord(0);
    store.recorder.record(record);
    for (let round = 0; round < 2; round += 1) {
      for (const scope of OTHER_SCOPES) {
        expect(await store.reader.getInvocation(scope, record.id)).toBeUndefined();
        expect(await store.reader.listInvocations(scope, { limit: 10 })).toEqual([]);
      }
      expect(await store.reader.getInvocation(DEFAULT_SCOPE, 'unknown')).toBeUndefined();
      await store.recorder.flush();
    }
  });

  it('flushing without any resolves', async () => {
    await using store = await open();
    await store.recorder.flush();
    expect(await store.reader.listInvocations(DEFAULT_SCOPE, { limit: 10 })).toEqual([]);
  });
}

function lists({ it, expect }: TestTools, open: Open): void {
  it('newest first, by the time they were received, whether stored or not', async () => {
    await using store = await open();
    const [first, second, third, fourth] = [sampleRecord(0), sampleRecord(10), sampleRecord(20), sampleRecord(30)];
    for (const record of [fourth, second]) store.recorder.record(record);
    await store.recorder.flush();
    for (const record of [third, first]) store.recorder.record(record);
    const newestFirst = [fourth.id, third.id, second.id, first.id];
    expect(await listIds(store, { limit: 10 })).toEqual(newestFirst);
    expect(await listIds(store, { limit: 3 })).toEqual(newestFirst.slice(0, 3));
    await store.recorder.flush();
    expect(await listIds(store, { limit: 10 })).toEqual(newestFirst);
  });

  it('those of a function, with a status, or before a time', async () => {
    await using store = await open();
    const stored = sampleRecord(0, { functionName: 'f', status: 'FAILED' });
    const other = sampleRecord(10, { functionName: 'g' });
    const waiting = sampleRecord(20, { functionName: 'f' });
    for (const record of [stored, other]) store.recorder.record(record);
    await store.recorder.flush();
    store.recorder.record(waiting);
    for (let round = 0; round < 2; round += 1) {
      expect(await listIds(store, { limit: 10, functionName: 'f' })).toEqual([waiting.id, stored.id]);
      expect(await listIds(store, { limit: 10, functionName: 'f', status: 'FAILED' })).toEqual([stored.id]);
      expect(await listIds(store, { limit: 10, status: 'SUCCEEDED' })).toEqual([waiting.id, other.id]);
      expect(await listIds(store, { limit: 10, beforeMs: waiting.receivedAtMs })).toEqual([other.id, stored.id]);
      expect(await listIds(store, { limit: 1, beforeMs: waiting.receivedAtMs })).toEqual([other.id]);
      await store.recorder.flush();
    }
  });

  it('those of one principal, or of functions whose names match a pattern', async () => {
    await using store = await open();
    const stored = sampleRecord(0, { functionName: 'shop-a', principalId: 'one' });
    const other = sampleRecord(10, { functionName: 'mail', principalId: 'two' });
    store.recorder.record(stored);
    await store.recorder.flush();
    store.recorder.record(other);
    expect(await listIds(store, { limit: 10, principalId: 'one' })).toEqual([stored.id]);
    expect(await listIds(store, { limit: 10, patterns: ['shop-*', 'x'] })).toEqual([stored.id]);
    expect(await listIds(store, { limit: 10, patterns: ['*a*'] })).toEqual([other.id, stored.id]);
    expect(await listIds(store, { limit: 10, patterns: [] })).toEqual([]);
  });
}

function runs({ it, expect }: TestTools, open: Open): void {
  it('each of an event, and not that it waits: what was recorded last comes first, whether stored or not', async () => {
    await using store = await open();
    const late = sampleRecord(90);
    const event = sampleRecord(10, { kind: 'event' });
    const first = { ...event, status: 'FAILED', finishedAtMs: 95 } as const;
    const second = { ...event, receivedAtMs: 100, finishedAtMs: 110 };
    const expired = sampleRecord(20, { kind: 'event', status: 'EXPIRED' });
    for (const record of [{ ...event, status: 'QUEUED' } as const, late, sampleRecord(0, { functionName: 'other' }), first])
      store.recorder.record(record);
    await store.recorder.flush();
    for (const record of [second, expired]) store.recorder.record(record);
    for (let round = 0; round < 2; round += 1) {
      const query = { functionName: late.functionName, limit: 9 };
      expect(await store.reader.listRuns(DEFAULT_SCOPE, query)).toEqual([expired, second, first, late]);
      expect(await store.reader.listRuns(DEFAULT_SCOPE, { ...query, limit: 3 })).toEqual([expired, second, first]);
      for (const scope of OTHER_SCOPES) expect(await store.reader.listRuns(scope, query)).toEqual([]);
      await store.recorder.flush();
    }
  });
}

async function listIds(store: InvocationStore, query: InvocationQuery): Promise<readonly string[]> {
  const records = await store.reader.listInvocations(DEFAULT_SCOPE, query);
  return records.map(({ id }) => id);
}
