import {
  DEFAULT_SCOPE,
  EXECUTIONS_RECONCILE_MS,
  EXECUTION_EVENTS_PER_COMMIT_MAX,
  EXECUTION_RETRY_MS,
  SkeinError,
  TIMER_MAX_MS,
} from '@skein/contracts';
import type { ExecutionWriter } from '@skein/ports';
import { HeldClock } from '@skein/ports/conformance';
import { expect, test } from 'vitest';
import { WorkflowRunner } from '../src/index.ts';
import { commitOf } from '../src/workflows/active-execution.ts';
import { readNotation } from '../src/workflows/notation.ts';
import { FUNCTION_ARN, executionOf, openWorld } from './support/workflow-world.ts';
import type { World } from './support/workflow-world.ts';

const PASS = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
const WORK = { StartAt: 'W', States: { W: { Type: 'Task', Resource: FUNCTION_ARN, End: true } } };

/** A runner on a clock that is held. What its tasks answer is handed in. */
function openRunner(world: World, clock: HeldClock, writer: ExecutionWriter = world.backend.executionWriter): Promise<WorkflowRunner> {
  return WorkflowRunner.open({
    reader: world.backend.executions,
    writer,
    tasks: { invoke: async (_execution, { taskId }) => ({ type: 'task-succeeded', taskId, payload: '1' }) },
    clock,
    newSeed: () => 'seed',
    onFailure: (error) => void world.failures.push(error),
  });
}

function statusOf(world: World, name: string): () => Promise<string | undefined> {
  return async () => (await world.backend.executions.getExecution(DEFAULT_SCOPE, 'w', name))?.status;
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('EXECUTIONS_RECONCILE_MS: an execution that nobody runs is left alone up to the limit, and taken up at it', async () => {
  await using world = await openWorld();
  const clock = new HeldClock();
  const runner = await openRunner(world, clock);
  const record = executionOf('forgotten', WORK);
  const step = readNotation(record).start(record, { nowMs: clock.nowMs(), seed: 'seed' });
  const place = { executionId: record.id, epoch: 1, sequence: 0, nowMs: clock.nowMs() };
  await world.backend.executionWriter.createExecution(record, commitOf(place, step));
  clock.advance(EXECUTIONS_RECONCILE_MS - 1);
  await turns();
  expect(await statusOf(world, 'forgotten')()).toBe('RUNNING');
  clock.advance(1);
  await expect.poll(statusOf(world, 'forgotten')).toBe('SUCCEEDED');
  await runner.close();
});

test('EXECUTION_RETRY_MS: a step that could not be stored is not tried again before the limit, and is at it', async () => {
  await using world = await openWorld();
  const clock = new HeldClock();
  const { executionWriter } = world.backend;
  let tries = 0;
  const commitExecution: ExecutionWriter['commitExecution'] = async (commit) => {
    tries += 1;
    if (tries === 1) throw new SkeinError('storage_failed', { reason: 'the disk is full' });
    await executionWriter.commitExecution(commit);
  };
  const writer: ExecutionWriter = {
    createWorkflow: (workflow) => executionWriter.createWorkflow(workflow),
    updateWorkflow: (workflow) => executionWriter.updateWorkflow(workflow),
    deleteWorkflow: (scope, name) => executionWriter.deleteWorkflow(scope, name),
    takeLease: (epoch) => executionWriter.takeLease(epoch),
    createExecution: (record, first) => executionWriter.createExecution(record, first),
    commitExecution,
  };
  const runner = await openRunner(world, clock, writer);
  await runner.start(executionOf('again', WORK));
  await expect.poll(() => clock.delaysMs.includes(EXECUTION_RETRY_MS)).toBe(true);
  clock.advance(EXECUTION_RETRY_MS - 1);
  await turns();
  expect(tries).toBe(1);
  clock.advance(1);
  await expect.poll(statusOf(world, 'again')).toBe('SUCCEEDED');
  expect([tries, world.failures]).toEqual([2, []]);
  await runner.close();
});

test('TIMER_MAX_MS: a wait at the limit is one timer, a wait past it looks at the clock again', async () => {
  await using world = await openWorld();
  const clock = new HeldClock();
  const runner = await openRunner(world, clock);
  const waits = (seconds: number) => ({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: seconds, Next: 'P' }, P: PASS.States.P } });
  const timers = () => clock.delaysMs.filter((delayMs) => delayMs !== EXECUTIONS_RECONCILE_MS);
  await runner.start(executionOf('at', waits(TIMER_MAX_MS / 1_000)));
  expect(timers()).toEqual([TIMER_MAX_MS]);
  clock.advance(TIMER_MAX_MS);
  await expect.poll(statusOf(world, 'at')).toBe('SUCCEEDED');
  await runner.start(executionOf('past', waits(TIMER_MAX_MS / 1_000 + 1)));
  clock.advance(TIMER_MAX_MS);
  expect(timers()).toEqual([TIMER_MAX_MS, TIMER_MAX_MS, 1_000]);
  expect(await statusOf(world, 'past')()).toBe('RUNNING');
  clock.advance(1_000);
  await expect.poll(statusOf(world, 'past')).toBe('SUCCEEDED');
  await runner.close();
});

test('EXECUTION_EVENTS_PER_COMMIT_MAX: so many outcomes share a commit, one past it is in the next', async () => {
  await using world = await openWorld();
  const { executionWriter } = world.backend;
  const settled: number[] = [];
  const { promise: released, resolve: release } = Promise.withResolvers<number>();
  const gate = Promise.withResolvers<void>();
  const writer: ExecutionWriter = {
    createWorkflow: (workflow) => executionWriter.createWorkflow(workflow),
    updateWorkflow: (workflow) => executionWriter.updateWorkflow(workflow),
    deleteWorkflow: (scope, name) => executionWriter.deleteWorkflow(scope, name),
    takeLease: (epoch) => executionWriter.takeLease(epoch),
    createExecution: (record, first) => executionWriter.createExecution(record, first),
    async commitExecution(commit) {
      settled.push(commit.settledTaskIds.length);
      // The first commit takes as long as all the other outcomes.
      if (settled.length === 1) await gate.promise;
      await executionWriter.commitExecution(commit);
    },
  };
  const runner = await world.open(() => released, writer);
  const count = EXECUTION_EVENTS_PER_COMMIT_MAX + 2;
  const map = { Type: 'Map', MaxConcurrency: count, ItemProcessor: WORK, End: true };
  await runner.start(
    executionOf(
      'wide',
      { StartAt: 'M', States: { M: map } },
      Array.from({ length: count }, () => 1),
    ),
  );
  await expect.poll(() => world.invoked.length).toBe(count);
  release(1);
  await turns();
  gate.resolve();
  expect((await world.ended('wide')).status).toBe('SUCCEEDED');
  expect(settled).toEqual([1, EXECUTION_EVENTS_PER_COMMIT_MAX, 1]);
  await runner.close();
});
