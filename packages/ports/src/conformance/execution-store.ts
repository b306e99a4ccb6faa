import { DEFAULT_SCOPE } from '@skein/contracts';
import type { ExecutionRecord } from '@skein/contracts';
import type { ExecutionCommit, ExecutionReader, ExecutionWriter } from '../executions.ts';
import { OTHER_SCOPES, sampleCommit, sampleExecution, sampleWorkflow } from './samples.ts';
import type { OpenStore, TestTools } from './test-tools.ts';

export interface ExecutionStore {
  readonly reader: ExecutionReader;
  readonly writer: ExecutionWriter;
}

type Open = OpenStore<ExecutionStore>;

const OUTCOME = { status: 'SUCCEEDED', output: '{ "a": 1.0 }', error: undefined, cause: undefined, stoppedAtMs: 7 } as const;

/** What every store of executions must do. Each test opens one of its own. */
export function executionStoreConformance(tools: TestTools, open: Open): void {
  tools.describe('workflows', () => workflows(tools, open));
  tools.describe('a step of an execution', () => steps(tools, open));
  tools.describe('a step of an execution', () => conflicts(tools, open));
  tools.describe('the lease on executions', () => leases(tools, open));
  tools.describe('executions are listed', () => lists(tools, open));
}

function workflows({ it, expect }: TestTools, open: Open): void {
  it('are created, replaced and deleted, apart from those of other accounts and regions', async () => {
    await using store = await open();
    const workflow = sampleWorkflow('w');
    await store.writer.createWorkflow(workflow);
    for (const scope of OTHER_SCOPES) await store.writer.createWorkflow({ ...workflow, ...scope });
    await expect(store.writer.createWorkflow(workflow)).rejects.toMatchObject({ code: 'workflow_exists' });
    const changed = { ...workflow, definition: '{"b":2}', revisionId: 'r2', updatedAtMs: 9 };
    await store.writer.updateWorkflow(changed);
    expect(await store.reader.getWorkflow(DEFAULT_SCOPE, 'w')).toEqual(changed);
    await store.writer.deleteWorkflow(DEFAULT_SCOPE, 'w');
    expect(await store.reader.getWorkflow(DEFAULT_SCOPE, 'w')).toBeUndefined();
    for (const scope of OTHER_SCOPES) expect(await store.reader.getWorkflow(scope, 'w')).toEqual({ ...workflow, ...scope });
  });

  it('that do not exist can be neither replaced nor deleted', async () => {
    await using store = await open();
    await expect(store.writer.updateWorkflow(sampleWorkflow('w'))).rejects.toMatchObject({ code: 'workflow_not_found' });
    await expect(store.writer.deleteWorkflow(DEFAULT_SCOPE, 'w')).rejects.toMatchObject({ code: 'workflow_not_found' });
  });

  it('are listed by name, in pages', async () => {
    await using store = await open();
    for (const name of ['c', 'a', 'b']) await store.writer.createWorkflow(sampleWorkflow(name));
    const first = await store.reader.listWorkflows(DEFAULT_SCOPE, { limit: 2 });
    expect(first.map(({ name }) => name)).toEqual(['a', 'b']);
    const second = await store.reader.listWorkflows(DEFAULT_SCOPE, { after: 'b', limit: 2 });
    expect(second.map(({ name }) => name)).toEqual(['c']);
    const visible = await store.reader.listWorkflows(DEFAULT_SCOPE, { limit: 9, patterns: ['c', 'a*'] });
    expect(visible.map(({ name }) => name)).toEqual(['a', 'c']);
  });
}

async function start(
  store: ExecutionStore,
  name: string,
  changes: Partial<ExecutionCommit> = {},
  startedAfterMs = 0,
): Promise<ExecutionRecord> {
  const record = sampleExecution(name, startedAfterMs);
  if ((await store.reader.leaseEpoch()) === 0) await store.writer.takeLease(1);
  await store.writer.createExecution(record, sampleCommit(record.id, changes));
  return record;
}

function steps({ it, expect }: TestTools, open: Open): void {
  it('is stored as a whole: state, history, what is to be done, and when to wake', async () => {
    await using store = await open();
    const record = await start(store, 'e', {
      intents: [
        { taskId: 1, command: 'one' },
        { taskId: 2, command: 'two' },
      ],
      wakeAtMs: 5,
    });
    const loaded = {
      record,
      state: 'state 0',
      sequence: 1,
      intents: [
        { taskId: 1, command: 'one' },
        { taskId: 2, command: 'two' },
      ],
    };
    expect(await store.reader.load(record.id)).toEqual({ ...loaded, wakeAtMs: 5, unfinished: false });
    const next = {
      sequence: 1,
      state: 'state 1',
      events: [{ id: 3, event: 'c' }],
      settledTaskIds: [1],
      intents: [{ taskId: 3, command: 'three' }],
    };
    await store.writer.commitExecution(sampleCommit(record.id, { ...next, unfinished: true }));
    expect(await store.reader.load(record.id)).toEqual({
      record,
      state: 'state 1',
      sequence: 2,
      intents: [
        { taskId: 2, command: 'two' },
        { taskId: 3, command: 'three' },
      ],
      wakeAtMs: undefined,
      unfinished: true,
    });
    const events = await store.reader.listEvents(record.id, { limit: 10 });
    expect(events).toEqual([
      { id: 1, event: 'a' },
      { id: 2, event: 'b' },
      { id: 3, event: 'c' },
    ]);
  });

  it('that ends the execution makes its outcome readable and leaves nothing to be done', async () => {
    await using store = await open();
    const record = await start(store, 'e', { intents: [{ taskId: 1, command: 'one' }], wakeAtMs: 5 });
    await store.writer.commitExecution(sampleCommit(record.id, { sequence: 1, outcome: OUTCOME, events: [] }));
    expect(await store.reader.getExecution(DEFAULT_SCOPE, 'w', 'e')).toEqual({ ...record, ...OUTCOME });
    expect((await store.reader.load(record.id))?.intents).toEqual([]);
    expect(await store.reader.listRunning()).toEqual([]);
  });
}

function conflicts({ it, expect }: TestTools, open: Open): void {
  it('cannot follow one that another has followed: nothing of it is stored', async () => {
    await using store = await open();
    const record = await start(store, 'e');
    const attempts = [1, 2, 3].map((id) =>
      store.writer.commitExecution(sampleCommit(record.id, { sequence: 1, events: [{ id: 2 + id, event: 'x' }] })),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect((await store.reader.listEvents(record.id, { limit: 10 })).length).toBe(3);
    const late = store.writer.commitExecution(sampleCommit(record.id, { sequence: 1 }));
    await expect(late).rejects.toMatchObject({ code: 'execution_changed' });
  });

  it('of an execution whose name is taken is refused', async () => {
    await using store = await open();
    const record = await start(store, 'e');
    const again = { ...sampleExecution('e'), input: 'other' };
    await expect(store.writer.createExecution(again, sampleCommit(again.id))).rejects.toMatchObject({ code: 'execution_exists' });
    expect(await store.reader.getExecution(DEFAULT_SCOPE, 'w', 'e')).toEqual(record);
    expect(await store.reader.load(again.id)).toBeUndefined();
  });
}

function leases({ it, expect }: TestTools, open: Open): void {
  it('goes to the next epoch only, and takes the right to write from the one before', async () => {
    await using store = await open();
    expect(await store.reader.leaseEpoch()).toBe(0);
    const record = await start(store, 'e');
    await expect(store.writer.takeLease(1)).rejects.toMatchObject({ code: 'lease_lost' });
    await expect(store.writer.takeLease(3)).rejects.toMatchObject({ code: 'lease_lost' });
    await store.writer.takeLease(2);
    const stale = store.writer.commitExecution(sampleCommit(record.id, { sequence: 1, epoch: 1 }));
    await expect(stale).rejects.toMatchObject({ code: 'lease_lost', details: { epoch: 1 } });
    const other = sampleExecution('f');
    await expect(store.writer.createExecution(other, sampleCommit(other.id))).rejects.toMatchObject({ code: 'lease_lost' });
    await store.writer.commitExecution(sampleCommit(record.id, { sequence: 1, epoch: 2, events: [] }));
    expect((await store.reader.load(record.id))?.sequence).toBe(2);
  });
}

function lists({ it, expect }: TestTools, open: Open): void {
  it('the newest first, by status, in pages', async () => {
    await using store = await open();
    const records: ExecutionRecord[] = [];
    for (const [index, name] of ['a', 'b', 'c'].entries()) records.push(await start(store, name, {}, index));
    await store.writer.commitExecution(sampleCommit(records[1]?.id ?? '', { sequence: 1, outcome: OUTCOME, events: [] }));
    const namesOf = async (page: Parameters<ExecutionReader['listExecutions']>[2]): Promise<readonly string[]> =>
      (await store.reader.listExecutions(DEFAULT_SCOPE, 'w', page)).map(({ name }) => name);
    expect(await namesOf({ limit: 10 })).toEqual(['c', 'b', 'a']);
    expect(await namesOf({ limit: 2 })).toEqual(['c', 'b']);
    expect(await namesOf({ limit: 2, before: records[1]?.id ?? '' })).toEqual(['a']);
    expect(await namesOf({ limit: 10, status: 'RUNNING' })).toEqual(['c', 'a']);
    expect((await store.reader.listRunning()).length).toBe(2);
    for (const scope of OTHER_SCOPES) expect(await store.reader.listExecutions(scope, 'w', { limit: 10 })).toEqual([]);
  });

  it('with their events in either order, in pages', async () => {
    await using store = await open();
    const record = await start(store, 'e', { events: [1, 2, 3, 4].map((id) => ({ id, event: `event ${id}` })) });
    const idsOf = async (page: Parameters<ExecutionReader['listEvents']>[1]): Promise<readonly number[]> =>
      (await store.reader.listEvents(record.id, page)).map(({ id }) => id);
    expect(await idsOf({ limit: 2 })).toEqual([1, 2]);
    expect(await idsOf({ after: 2, limit: 9 })).toEqual([3, 4]);
    expect(await idsOf({ limit: 2, reverse: true })).toEqual([4, 3]);
    expect(await idsOf({ after: 3, limit: 9, reverse: true })).toEqual([2, 1]);
  });
}
