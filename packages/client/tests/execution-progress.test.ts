import { describe, expect, test } from 'vitest';
import { ExecutionProgress } from '../src/index.ts';

type Line = readonly [id: number, previousEventId: number, type: string, details?: Readonly<Record<string, unknown>>];

function follow(lines: readonly Line[]): ExecutionProgress {
  const progress = new ExecutionProgress();
  for (const [id, previousEventId, type, details] of lines)
    progress.take({ id, previousEventId, type, atMs: id * 10, details: details ?? null });
  return progress;
}

describe('where each state of an execution stands, from its history', () => {
  test('a task that is retried, then caught', () => {
    const lines: readonly Line[] = [
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'TaskStateEntered', { name: 'T' }],
      [3, 2, 'LambdaFunctionScheduled'],
      [4, 3, 'LambdaFunctionStarted'],
      [5, 4, 'LambdaFunctionFailed', { error: 'Bad' }],
      [6, 5, 'LambdaFunctionScheduled'],
      [7, 6, 'LambdaFunctionStarted'],
      [8, 7, 'LambdaFunctionFailed', { error: 'Bad' }],
      [9, 8, 'TaskStateExited', { name: 'T' }],
      [10, 9, 'SucceedStateEntered', { name: 'S' }],
      [11, 10, 'SucceedStateExited', { name: 'S' }],
      [12, 11, 'ExecutionSucceeded'],
    ];
    expect(follow(lines.slice(0, 5)).node('T')).toMatchObject({ status: 'failed', failures: 1 });
    expect(follow(lines.slice(0, 7)).node('T')).toMatchObject({ status: 'running', failures: 1 });
    expect(follow(lines).node('T')).toMatchObject({ status: 'caught', error: 'Bad', failures: 2, runs: 1, startedMs: 20, endedMs: 90 });
    expect(follow(lines).node('S')).toMatchObject({ status: 'done', startedMs: 100, endedMs: 110 });
    expect(follow(lines).node('never')).toMatchObject({ status: 'waiting', runs: 0 });
  });

  test('a Map whose second iteration fails: the Map and the state inside have failed, what else ran was given up', () => {
    const progress = follow([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'MapStateEntered', { name: 'M' }],
      [3, 2, 'MapStateStarted', { length: 2 }],
      [4, 3, 'MapIterationStarted', { name: 'M', index: 0 }],
      [5, 4, 'PassStateEntered', { name: 'P' }],
      [6, 5, 'PassStateExited', { name: 'P' }],
      [7, 6, 'MapIterationSucceeded', { name: 'M', index: 0 }],
      [8, 7, 'MapIterationStarted', { name: 'M', index: 1 }],
      [9, 8, 'PassStateEntered', { name: 'P' }],
      [10, 9, 'MapIterationFailed', { name: 'M', index: 1 }],
      [11, 10, 'MapStateFailed'],
      [12, 11, 'ExecutionFailed', { error: 'States.Runtime' }],
    ]);
    expect(progress.node('M')).toMatchObject({ status: 'failed', items: { total: 2, done: 1 } });
    expect(progress.node('P')).toMatchObject({ runs: 2, done: 1, status: 'failed' });
  });

  test('branches side by side: the end of one leaves the other running; a skipped node is skipped', () => {
    const lines: readonly Line[] = [
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'ParallelStateEntered', { name: 'B' }],
      [3, 2, 'ParallelStateStarted'],
      [4, 3, 'WaitStateEntered', { name: 'L' }],
      [5, 3, 'WaitStateEntered', { name: 'R' }],
      [6, 4, 'WaitStateExited', { name: 'L' }],
      [7, 6, 'NodeSkipped', { name: 'N' }],
      [8, 5, 'WaitStateExited', { name: 'R' }],
      [9, 8, 'ParallelStateSucceeded'],
      [10, 8, 'ParallelStateExited', { name: 'B' }],
    ];
    const halfway = follow(lines.slice(0, 7));
    expect(['B', 'L', 'R', 'N'].map((name) => halfway.node(name).status)).toEqual(['running', 'done', 'running', 'skipped']);
    expect(follow(lines).node('B')).toMatchObject({ status: 'done', endedMs: 100 });
  });
});
