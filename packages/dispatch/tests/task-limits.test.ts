import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEmbeddedBackend } from '@skein/backend-embedded';
import type { EmbeddedBackend } from '@skein/backend-embedded';
import { DEFAULT_SCOPE, EVENTS_CONCLUDING_MAX, OPEN_PRINCIPAL, TASKS_RUNNING_MAX, TASK_RESULT_KEPT_MS } from '@skein/contracts';
import type { TaskResult } from '@skein/contracts';
import { HeldClock, sampleEvent } from '@skein/ports/conformance';
import { expect, onTestFinished, test } from 'vitest';
import { fairPace } from '../src/events/pace.ts';
import { EventReader, TaskRunner } from '../src/index.ts';
import { TaskPace } from '../src/tasks/task-pace.ts';

const TASKS = { ...DEFAULT_SCOPE, kind: 'task' } as const;

async function openBackend(clock: HeldClock): Promise<EmbeddedBackend> {
  const dir = await mkdtemp(path.join(tmpdir(), 'skein-task-limits-'));
  const places = { databasePath: path.join(dir, 'a.db'), packagesDir: path.join(dir, 'packages'), recordsPath: path.join(dir, 'b.db') };
  const backend = await openEmbeddedBackend({ ...places, clock });
  onTestFinished(async () => {
    await backend.close();
    await rm(dir, { recursive: true, force: true });
  });
  return backend;
}

test('EVENTS_CONCLUDING_MAX: so many ends may wait to be stored, and no event is started until one has been', async () => {
  const clock = new HeldClock(sampleEvent('a').dueAtMs);
  const { events: queue } = await openBackend(clock);
  const names = Array.from({ length: EVENTS_CONCLUDING_MAX + 2 }, (_, index) => `e${String(index).padStart(4, '0')}`);
  await Promise.all(names.map((id) => queue.append(sampleEvent(id))));
  const started: string[] = [];
  const storing: (() => void)[] = [];
  const work = {
    run: async ({ id }: { id: string }) => {
      started.push(id);
      return { ranMs: 1, store: () => new Promise<void>((resolve) => void storing.push(resolve)).then(() => queue.remove(id)) };
    },
    cleanUp: async () => {},
  };
  const reader = new EventReader({ queue, lane: DEFAULT_SCOPE, work, pace: fairPace(1), clock, onFailure: () => {} });
  reader.start();
  await expect.poll(() => storing.length).toBe(EVENTS_CONCLUDING_MAX);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(started).toEqual(names.slice(0, EVENTS_CONCLUDING_MAX));
  storing[0]?.();
  await expect.poll(() => started.length).toBe(EVENTS_CONCLUDING_MAX + 1);
  const closed = reader.close(0);
  clock.advance(0);
  await closed;
  for (const store of storing) store();
});

test('TASKS_RUNNING_MAX: so many tasks run at once, one past it waits until another has ended', () => {
  const pace = new TaskPace(TASKS_RUNNING_MAX, 2);
  const task = sampleEvent('t', { kind: 'task', dueAtMs: 0 });
  for (let running = 0; running < TASKS_RUNNING_MAX; running += 1) {
    const nowMs = 1_000 * (running + 1);
    expect(pace.delayMs(task, nowMs)).toBe(0);
    pace.started('sample', nowMs);
  }
  expect(pace.delayMs(task, 1_000_000)).toBeUndefined();
  pace.ended('sample', 60_000, 1_000_000);
  expect(pace.delayMs(task, 1_000_000)).toBe(0);
});

test('TASK_RESULT_KEPT_MS: a result is kept up to the limit, and removed past it', async () => {
  const nowMs = 1_800_000_000_000;
  const clock = new HeldClock(nowMs);
  const { events: queue, tasks: results } = await openBackend(clock);
  const result: Omit<TaskResult, 'id' | 'finishedAtMs'> = {
    ...DEFAULT_SCOPE,
    functionName: 'sample',
    principal: OPEN_PRINCIPAL,
    status: 'COMPLETED',
    result: 'gAROLg==',
    traceback: undefined,
    acceptedAtMs: 1,
  };
  for (const [id, finishedAtMs] of [
    ['kept', nowMs - TASK_RESULT_KEPT_MS],
    ['past', nowMs - TASK_RESULT_KEPT_MS - 1],
  ] as const) {
    await queue.append(sampleEvent(id, { kind: 'task' }));
    await results.finish({ ...result, id, finishedAtMs });
  }
  const run = (): Promise<never> => Promise.reject(new TypeError('nothing is to run'));
  const runner = new TaskRunner({ queue, results, run, clock, lane: TASKS, concurrency: 1, processors: 1, onFailure: () => {} });
  runner.start();
  await expect.poll(async () => await results.getResult(DEFAULT_SCOPE, 'past')).toBeUndefined();
  expect(await results.getResult(DEFAULT_SCOPE, 'kept')).toBeDefined();
  const closed = runner.close(0);
  clock.advance(0);
  await closed;
});
