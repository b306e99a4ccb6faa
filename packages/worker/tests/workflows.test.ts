import { DEFAULT_SCOPE } from '@skein/contracts';
import { describe, expect, test } from 'vitest';
import type { WorkflowRunnerOptions } from '../src/workflows/workflow-runner.ts';
import { FUNCTION_ARN, dyingWriter, executionOf, openWorld } from './support/workflow-world.ts';
import type { Work } from './support/workflow-world.ts';

const TASK = { Type: 'Task', Resource: FUNCTION_ARN };

function chain(length: number): object {
  const names = Array.from({ length }, (_state, index) => `T${index}`);
  const states = names.map((name, index) => [name, { ...TASK, ...(index + 1 < length ? { Next: names[index + 1] } : { End: true }) }]);
  return { StartAt: 'T0', States: Object.fromEntries(states) as object };
}

const inner = (name: string): object => ({ StartAt: name, States: { [name]: { ...TASK, End: true } } });

/** Machines whose outcomes come in one order only, so that every run has the same history. */
const MACHINES: readonly (readonly [name: string, definition: object | string, input: unknown, notation: 'states' | 'flow'])[] = [
  ['a chain of tasks', chain(4), { n: 1 }, 'states'],
  [
    'a task that is retried and caught',
    {
      StartAt: 'T',
      States: {
        T: {
          ...TASK,
          Retry: [{ ErrorEquals: ['Bad'], MaxAttempts: 1, MaxDelaySeconds: 2 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }],
          End: true,
        },
        S: { Type: 'Succeed' },
      },
    },
    { fail: 'Bad' },
    'states',
  ],
  [
    'a wait between tasks',
    { StartAt: 'A', States: { A: { ...TASK, Next: 'W' }, W: { Type: 'Wait', Seconds: 1, Next: 'B' }, B: { ...TASK, End: true } } },
    {},
    'states',
  ],
  [
    'a map with one iteration at a time',
    { StartAt: 'M', States: { M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: inner('I'), End: true } } },
    [1, 2, 3],
    'states',
  ],
  [
    'a loop without tasks that is longer than one decision',
    {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 700, Next: 'A' }], Default: 'S' },
        S: { Type: 'Succeed' },
      },
    },
    { n: 0 },
    'states',
  ],
  [
    'a flow',
    'nodes:\n  - { name: a, function: work, next: b }\n  - { name: b, type: foreach, function: work, items: $.input.list, inputs: { v: $.item }, maxConcurrency: 1, next: c }\n  - { name: c, function: work, inputs: { all: $.b } }\n',
    { list: [1, 2] },
    'flow',
  ],
];

const work: Work = (event) => {
  const fail = (event as { fail?: string } | null)?.fail;
  if (fail === undefined) return event;
  const error = new Error('because');
  error.name = fail;
  throw error;
};

describe('the runner does load, decide, one commit, dispatch', () => {
  test('tasks run, and the execution ends with its output and its whole history', async () => {
    await using world = await openWorld();
    const runner = await world.open(work);
    await runner.start(executionOf('e', chain(3), { n: 1.5 }));
    const record = await world.ended('e');
    expect(record).toMatchObject({ status: 'SUCCEEDED', output: '{"n":1.5}' });
    expect(world.invoked).toEqual([{ n: 1.5 }, { n: 1.5 }, { n: 1.5 }]);
    expect(await world.history(record)).toHaveLength(17);
    await expect(runner.start(executionOf('e', chain(1)))).rejects.toMatchObject({ code: 'execution_exists' });
    await runner.close();
  });

  test('a function that does not exist, and one that throws, fail the execution with what Lambda says', async () => {
    await using world = await openWorld();
    const runner = await world.open(work);
    await runner.start(
      executionOf('missing', { StartAt: 'T', States: { T: { ...TASK, Resource: FUNCTION_ARN.replace('work', 'none'), End: true } } }),
    );
    await runner.start(executionOf('throws', chain(1), { fail: 'ValueError' }));
    expect((await world.ended('missing')).error).toBe('Lambda.ResourceNotFoundException');
    expect(await world.ended('throws')).toMatchObject({
      error: 'ValueError',
      cause: '{"errorType":"ValueError","errorMessage":"because"}',
    });
    await runner.close();
  });

  test('outcomes that come together share a commit, and a wide Map keeps the order of its items', async () => {
    await using world = await openWorld();
    const runner = await world.open(work);
    const items = Array.from({ length: 40 }, (_item, index) => index);
    const before = world.backend.statistics().commitCount;
    await runner.start(executionOf('e', { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: inner('I'), End: true } } }, items));
    const record = await world.ended('e');
    expect(record).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify(items) });
    expect((await world.history(record)).map((event) => (event as { id: number }).id)).toEqual(
      Array.from({ length: 7 * items.length + 6 }, (_event, index) => index + 1),
    );
    expect(world.backend.statistics().commitCount - before).toBeLessThan(items.length);
    await runner.close();
  });

  test('lambda:invoke with InvocationType Event appends to the event queue, once however often it is dispatched, and waits for nothing', async () => {
    await using world = await openWorld();
    const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
    const Parameters = { FunctionName: FUNCTION_ARN, InvocationType: 'Event', 'Payload.$': '$' };
    const definition = { StartAt: 'T', States: { T: { ...invoke, Parameters } } };
    const { writer, died } = dyingWriter(world.backend.executionWriter, 1);
    const first = await world.open(work, writer);
    void first.start(executionOf('e', definition, { n: 1 }));
    await died;
    const queued = (): Promise<readonly { readonly id: string }[]> => world.backend.events.listEvents(DEFAULT_SCOPE, { limit: 10 });
    // It queues the event and never gets to store that it has.
    await world.open(work, dyingWriter(world.backend.executionWriter, 0).writer);
    while ((await queued()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const again = await world.open(work);
    const { output } = await world.ended('e');
    const [event, ...others] = await queued();
    expect(others).toEqual([]);
    expect(event).toMatchObject({ functionName: 'work', status: 'QUEUED' });
    expect(JSON.parse(output ?? '')).toMatchObject({ StatusCode: 202, SdkResponseMetadata: { RequestId: event?.id } });
    expect(world.invoked).toEqual([]);
    await again.close();
  });

  test('an outcome on which nothing can be decided fails the execution, and nothing runs for ever', async () => {
    await using world = await openWorld();
    const broken: WorkflowRunnerOptions['tasks'] = {
      invoke: (_execution, { taskId }) => Promise.resolve({ type: 'task-succeeded', taskId, payload: 'no JSON' }),
    };
    const runner = await world.open(work, world.backend.executionWriter, broken);
    const next = { StartAt: 'T', States: { T: { ...TASK, ResultPath: '$.x', Next: 'P' }, P: { Type: 'Pass', End: true } } };
    await runner.start(executionOf('e', next));
    const record = await world.ended('e');
    expect(record).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining('JSON') });
    expect((await world.history(record)).at(-1)).toMatchObject({ type: 'ExecutionFailed' });
    await runner.close();
  });

  test('an endless loop meets the history limit in the store: 25,000 events, the last of which says so', { timeout: 120_000 }, async () => {
    await using world = await openWorld();
    const runner = await world.open(work);
    const loop = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } };
    await runner.start(executionOf('e', loop));
    const record = await world.ended('e');
    expect(record).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining('25000') });
    const history = await world.history(record);
    expect(history).toHaveLength(25_000);
    expect(history.at(-1)).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
    await runner.close();
  });

  test('an execution that is stopped ends as aborted, and the late answer of its task changes nothing', async () => {
    await using world = await openWorld();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const runner = await world.open(() => promise);
    const record = executionOf('e', chain(1));
    await runner.start(record);
    await runner.stop(record.id, 'Enough', 'said so');
    expect(await world.ended('e')).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'said so' });
    resolve(1);
    await runner.close();
    expect(world.failures).toEqual([]);
  });
});

describe('a reconciler reclaims after the end of a process at any time', () => {
  test.each(MACHINES)(
    '%s: after a crash at every commit, output and history are those of the uncrashed run',
    async (_name, definition, input, notation) => {
      await using world = await openWorld();
      const runner = await world.open(work);
      await runner.start(executionOf('uncrashed', definition, input, notation));
      const expected = await world.ended('uncrashed');
      const expectedHistory = JSON.stringify(await world.history(expected)).replaceAll('uncrashed', 'run');
      await runner.close();
      let crashes = 0;
      for (let commits = 1; ; commits += 1) {
        const name = `crashed-${commits}`;
        const { writer, died } = dyingWriter(world.backend.executionWriter, commits);
        const first = await world.open(work, writer);
        void first.start(executionOf(name, definition, input, notation));
        const outcome = await Promise.race([died, world.ended(name)]);
        const survivor = await world.open(work);
        const record = await world.ended(name);
        expect(record).toMatchObject({ status: expected.status, output: expected.output, error: expected.error });
        expect(JSON.stringify(await world.history(record)).replaceAll(name, 'run')).toBe(expectedHistory);
        await survivor.close();
        if (outcome !== undefined) break;
        crashes += 1;
        const loaded = await world.backend.executions.load(record.id);
        if (loaded !== undefined && commits >= loaded.sequence) break;
      }
      expect(crashes).toBeGreaterThan(0);
      expect(await world.backend.executions.listRunning()).toEqual([]);
    },
  );

  test('100 executions in flight: each ends, once, under the next lease', async () => {
    await using world = await openWorld();
    const { writer, died } = dyingWriter(world.backend.executionWriter, 170);
    const first = await world.open(work, writer);
    const names = Array.from({ length: 100 }, (_execution, index) => `e${index}`);
    for (const name of names) void first.start(executionOf(name, chain(3), { name }));
    await died;
    const open = await world.backend.executions.listRunning();
    const unstarted = 100 - (await world.backend.executions.listExecutions(DEFAULT_SCOPE, 'w', { limit: 200 })).length;
    const survivor = await world.open(work);
    const records = await world.backend.executions.listExecutions(DEFAULT_SCOPE, 'w', { limit: 200 });
    for (const { name } of records) {
      const record = await world.ended(name);
      expect(record).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify({ name }) });
      expect(await world.history(record)).toHaveLength(17);
    }
    expect(open.length + unstarted).toBeGreaterThan(0);
    await survivor.close();
  });

  test('a process that has lost the lease cannot move an execution on', async () => {
    await using world = await openWorld();
    const waiting: ((value: unknown) => void)[] = [];
    const first = await world.open(() => new Promise((resolve) => waiting.push(resolve)));
    await first.start(executionOf('e', chain(1), 5));
    const second = await world.open(() => 'second');
    expect(await world.ended('e')).toMatchObject({ output: '"second"' });
    for (const answer of waiting) answer('first');
    await expect(first.start(executionOf('f', chain(1)))).rejects.toMatchObject({ code: 'lease_lost' });
    expect(await world.ended('e')).toMatchObject({ output: '"second"' });
    await first.close();
    await second.close();
  });
});
