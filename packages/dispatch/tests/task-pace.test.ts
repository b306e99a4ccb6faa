import { sampleEvent } from '@skein/ports/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TaskPace } from '../src/tasks/task-pace.ts';

const LIMIT = 8;
const PROCESSORS = 2;
const STEP_MS = 10;

interface Load {
  readonly tasks: number;
  readonly runMs: number;
}

/** Runs tasks that are all due at once with a virtual clock; how long it took, and how many ran at once at most. */
function simulate(pace: TaskPace, { tasks, runMs }: Load, startMs = 1_000): { tookMs: number; most: number } {
  const task = sampleEvent('t', { kind: 'task', functionName: 'f', dueAtMs: startMs });
  const endsAtMs: number[] = [];
  let [waiting, most, nowMs] = [tasks, 0, startMs];
  while (waiting > 0 || endsAtMs.length > 0) {
    for (const [index, endMs] of [...endsAtMs.entries()].toReversed()) {
      if (endMs > nowMs) continue;
      endsAtMs.splice(index, 1);
      pace.ended('f', runMs, nowMs);
    }
    while (waiting > 0 && pace.delayMs(task, nowMs) === 0) {
      pace.started('f', nowMs);
      endsAtMs.push(nowMs + runMs);
      waiting -= 1;
    }
    most = Math.max(most, endsAtMs.length);
    nowMs += STEP_MS;
  }
  return { tookMs: nowMs - startMs, most };
}

describe('how many tasks run at once', () => {
  test('a few short tasks share the one sandbox that is there', () => {
    expect(simulate(new TaskPace(LIMIT, PROCESSORS), { tasks: 9, runMs: 10 }).most).toBe(1);
  });

  test('many short tasks get as many sandboxes as there are processors', () => {
    expect(simulate(new TaskPace(LIMIT, PROCESSORS), { tasks: 1_000, runMs: 10 }).most).toBe(PROCESSORS);
  });

  test('long tasks get as many as are allowed', () => {
    const { most, tookMs } = simulate(new TaskPace(LIMIT, PROCESSORS), { tasks: 16, runMs: 12_000 });
    expect(most).toBe(LIMIT);
    expect(tookMs).toBeLessThan(25_000);
  });

  test('never more than the limit, whatever comes, and everything ends', () => {
    fc.assert(
      fc.property(
        fc.record({ tasks: fc.integer({ min: 1, max: 60 }), runMs: fc.integer({ min: 1, max: 3_000 }) }),
        fc.integer({ min: 1, max: 9 }),
        (load, limit) => {
          expect(simulate(new TaskPace(limit, PROCESSORS), load).most).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });

  test('after a refusal no sandbox more is asked for, for a while', () => {
    const pace = new TaskPace(LIMIT, PROCESSORS);
    const task = sampleEvent('t', { kind: 'task', functionName: 'f', dueAtMs: 0 });
    for (const nowMs of [1_000, 2_000]) pace.started('f', nowMs);
    pace.ended('f', undefined, 2_000);
    expect(pace.delayMs(task, 2_000)).toBe(1_000);
    expect(pace.delayMs(task, 3_000)).toBe(0);
  });

  test('sandboxes of the past are not counted on when nothing has run for long', () => {
    const pace = new TaskPace(LIMIT, PROCESSORS);
    simulate(pace, { tasks: 16, runMs: 12_000 });
    const laterMs = 10_000_000;
    expect(simulate(pace, { tasks: 9, runMs: 10 }, laterMs).most).toBe(1);
  });
});
