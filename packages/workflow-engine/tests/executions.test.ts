import { DECISION_STATES_MAX, EXECUTION_HISTORY_MAX_EVENTS, EXECUTION_PAYLOAD_MAX_BYTES, MAP_CONCURRENCY_MAX } from '@skein/contracts';
import { describe, expect, test } from 'vitest';
import { decide, startExecution } from '../src/index.ts';
import type { InvokeCommand } from '../src/index.ts';
import { echo, FUNCTION, machineOf, outline, raise, run, startOf, typesOf } from './support/machines.ts';

const TASK = { Type: 'Task', Resource: FUNCTION };
const given = { nowMs: 1000, seed: 's' };

describe('failures inside each construct', () => {
  test('a failed branch ends its siblings: their tasks are cancelled and noted as aborted', () => {
    const branch = (name: string, state: object): object => ({ StartAt: name, States: { [name]: state } });
    const machine = machineOf({
      P: { Type: 'Parallel', End: true, Branches: [branch('Slow', { ...TASK, End: true }), branch('Bad', { ...TASK, End: true })] },
    });
    const started = startExecution(machine, startOf({}), given);
    const [slow, bad] = started.commands;
    const failed = decide(machine, started.state, { type: 'task-failed', taskId: bad?.taskId ?? 0, error: 'Oops', cause: 'c' }, given);
    expect(failed.commands).toEqual([{ type: 'cancel', taskId: slow?.taskId }]);
    expect(failed.state).toMatchObject({ status: 'FAILED', error: 'Oops', cause: 'c', frames: [] });
    expect(typesOf(failed.history)).toEqual(['LambdaFunctionFailed', 'TaskStateAborted', 'ParallelStateFailed', 'ExecutionFailed']);
  });

  test('a failed iteration ends the others and can be caught by the Map state', () => {
    const machine = machineOf({
      M: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'T', States: { T: { ...TASK, End: true } } },
        Catch: [{ ErrorEquals: ['Bad'], ResultPath: '$.error', Next: 'Caught' }],
        ItemsPath: '$.items',
        End: true,
      },
      Caught: { Type: 'Pass', End: true },
    });
    const result = run(machine, { items: [1, 2, 3] }, (command) => (command.payload === '2' ? raise('Bad')(command) : 'never'));
    expect(result.state.status).toBe('SUCCEEDED');
    expect(JSON.parse(result.state.output ?? '')).toEqual({ items: [1, 2, 3], error: { Error: 'Bad', Cause: 'because' } });
    expect(typesOf(result.history).filter((type) => type.startsWith('MapIteration'))).toEqual([
      'MapIterationStarted',
      'MapIterationStarted',
      'MapIterationStarted',
      'MapIterationFailed',
      'MapIterationAborted',
      'MapIterationAborted',
    ]);
  });

  test('a field that cannot be evaluated fails the execution and is not caught by States.ALL', () => {
    const machine = machineOf({
      T: { ...TASK, Parameters: { 'a.$': '$.missing' }, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }], End: true },
      C: { Type: 'Succeed' },
    });
    expect(run(machine, {}).state).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('an intrinsic function that fails is caught', () => {
    const machine = machineOf({
      T: {
        ...TASK,
        Parameters: { 'a.$': 'States.ArrayGetItem($.list, 9)' },
        Catch: [{ ErrorEquals: ['States.IntrinsicFailure'], Next: 'C' }],
        End: true,
      },
      C: { Type: 'Succeed' },
    });
    expect(run(machine, { list: [] }).state.status).toBe('SUCCEEDED');
  });

  test('a catcher that fails itself ends the execution', () => {
    const machine = machineOf({
      T: { ...TASK, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.text.inner', Next: 'C' }], End: true },
      C: { Type: 'Succeed' },
    });
    expect(run(machine, { text: 'no object' }, raise('E')).state).toMatchObject({
      status: 'FAILED',
      error: 'States.ResultPathMatchFailure',
    });
  });

  test('no choice that matches and no default', () => {
    const machine = machineOf({
      C: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 1, Next: 'S' }] },
      S: { Type: 'Succeed' },
    });
    expect(run(machine, { a: 2 }).state.error).toBe('States.NoChoiceMatched');
    expect(run(machine, {}).state.error).toBe('States.Runtime');
  });
});

describe('Retry, Catch, Timeout, Heartbeat', () => {
  /** How long each retry is put off. */
  function retryDelays(retrier: object): readonly number[] {
    const machine = machineOf({ T: { ...TASK, Retry: [{ ErrorEquals: ['E'], MaxAttempts: 4, ...retrier }], End: true } });
    const delays: number[] = [];
    let nowMs = 0;
    let decision = startExecution(machine, startOf({}), { nowMs, seed: 's' });
    for (let attempt = 1; decision.state.status === 'RUNNING'; attempt += 1) {
      decision = decide(
        machine,
        decision.state,
        { type: 'task-failed', taskId: attempt, error: 'E', cause: '' },
        { nowMs, seed: `s${attempt}` },
      );
      if (decision.wakeAtMs === undefined) break;
      delays.push(decision.wakeAtMs - nowMs);
      nowMs = decision.wakeAtMs;
      decision = decide(machine, decision.state, { type: 'wake' }, { nowMs, seed: 'w' });
    }
    return delays;
  }

  test('the interval grows by its rate up to its maximum', () => {
    expect(retryDelays({ IntervalSeconds: 2, BackoffRate: 3 })).toEqual([2000, 6000, 18_000, 54_000]);
    expect(retryDelays({ IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10 })).toEqual([2000, 6000, 10_000, 10_000]);
  });

  test('full jitter draws a delay between nothing and all of it, and the seed decides', () => {
    const first = retryDelays({ IntervalSeconds: 100, BackoffRate: 1, JitterStrategy: 'FULL' });
    expect(first.every((delay) => delay >= 0 && delay <= 100_000)).toBe(true);
    expect(new Set(first).size).toBeGreaterThan(1);
    expect(retryDelays({ IntervalSeconds: 100, BackoffRate: 1, JitterStrategy: 'FULL' })).toEqual(first);
  });

  test('each retrier counts for itself, and entering the state again counts anew', () => {
    const machine = machineOf({
      T: {
        ...TASK,
        Retry: [
          { ErrorEquals: ['A'], MaxAttempts: 1 },
          { ErrorEquals: ['B'], MaxAttempts: 1 },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Again' }],
        End: true,
      },
      Again: { Type: 'Choice', Choices: [{ Variable: '$.second', IsPresent: true, Next: 'S' }], Default: 'Mark' },
      Mark: { Type: 'Pass', Result: true, ResultPath: '$.second', Next: 'T' },
      S: { Type: 'Succeed' },
    });
    const errors = ['A', 'B', 'A', 'A', 'B', 'B'];
    const { state, history } = run(machine, {}, (command) => raise(errors.shift() ?? 'none')(command));
    expect(state.status).toBe('SUCCEEDED');
    expect(typesOf(history).filter((type) => type === 'LambdaFunctionScheduled')).toHaveLength(6);
  });

  test('a task that takes too long is timed out and cancelled, and its late answer changes nothing', () => {
    const machine = machineOf({ T: { ...TASK, TimeoutSeconds: 5, End: true } });
    const started = startExecution(machine, startOf({}), given);
    expect(started.wakeAtMs).toBe(6000);
    const early = decide(machine, started.state, { type: 'wake' }, { nowMs: 5999, seed: 's' });
    expect(early.state).toEqual(started.state);
    const late = decide(machine, started.state, { type: 'wake' }, { nowMs: 6000, seed: 's' });
    expect(late.commands).toEqual([{ type: 'cancel', taskId: 1 }]);
    expect(late.state).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    const answer = decide(machine, late.state, { type: 'task-succeeded', taskId: 1, payload: '1' }, { nowMs: 7000, seed: 's' });
    expect([answer.state, answer.history, answer.commands]).toEqual([late.state, [], []]);
  });

  test('a heartbeat in time puts its timeout off; a missed one is a timeout of its own name', () => {
    const machine = machineOf({ T: { ...TASK, TimeoutSeconds: 60, HeartbeatSeconds: 5, End: true } });
    const started = startExecution(machine, startOf({}), given);
    const beaten = decide(machine, started.state, { type: 'task-heartbeat', taskId: 1 }, { nowMs: 4000, seed: 's' });
    expect(beaten.wakeAtMs).toBe(9000);
    const missed = decide(machine, beaten.state, { type: 'wake' }, { nowMs: 9000, seed: 's' });
    expect(missed.state.error).toBe('States.HeartbeatTimeout');
  });

  test('States.TaskFailed does not cover timeouts, States.Timeout covers them', () => {
    const caught = (name: string): string | undefined => {
      const machine = machineOf({
        T: { ...TASK, TimeoutSeconds: 1, Catch: [{ ErrorEquals: [name], Next: 'S' }], End: true },
        S: { Type: 'Succeed' },
      });
      return run(machine, {}, () => 'never').state.status;
    };
    expect(caught('States.TaskFailed')).toBe('FAILED');
    expect(caught('States.Timeout')).toBe('SUCCEEDED');
    expect(caught('States.ALL')).toBe('SUCCEEDED');
  });

  test('an execution that takes too long is timed out; one that is stopped is aborted', () => {
    const machine = machineOf({ T: { ...TASK, End: true } }, { TimeoutSeconds: 3 });
    const timedOut = run(machine, {}, () => 'never');
    expect(timedOut.state.status).toBe('TIMED_OUT');
    expect(outline(timedOut.history).at(-1)).toBe('5 <- 0 ExecutionTimedOut');
    const started = startExecution(machine, startOf({}), given);
    const stopped = decide(machine, started.state, { type: 'stop', error: 'E', cause: 'C' }, given);
    expect(stopped.state).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' });
    expect(stopped.commands).toEqual([{ type: 'cancel', taskId: 1 }]);
  });
});

describe('endless loops meeting the history limit; 256 KiB payloads', () => {
  test('EXECUTION_HISTORY_MAX_EVENTS, DECISION_STATES_MAX: an endless loop ends with the last event that has room, and no decision runs more states', () => {
    const machine = machineOf({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } });
    const { state, history, decisions } = run(machine, {});
    expect(history).toHaveLength(EXECUTION_HISTORY_MAX_EVENTS);
    expect(history.at(-1)?.type).toBe('ExecutionFailed');
    expect(state).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(decisions).toBe(Math.ceil((EXECUTION_HISTORY_MAX_EVENTS - 1) / 2 / DECISION_STATES_MAX));
  });

  test('EXECUTION_PAYLOAD_MAX_BYTES: an output at the limit is kept, one past it fails the execution', () => {
    const machine = machineOf({ P: { Type: 'Pass', Parameters: { 'text.$': '$' }, End: true } });
    const input = (bytes: number): string => JSON.stringify('x'.repeat(bytes - '{"text":""}'.length));
    expect(run(machine, input(EXECUTION_PAYLOAD_MAX_BYTES)).state.status).toBe('SUCCEEDED');
    expect(run(machine, input(EXECUTION_PAYLOAD_MAX_BYTES + 1)).state).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
  });

  test('EXECUTION_PAYLOAD_MAX_BYTES: a result at the limit is kept, one past it is a failure of the task that can be caught', () => {
    const machine = machineOf({
      T: { ...TASK, Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'C' }], ResultPath: null, End: true },
      C: { Type: 'Fail', Error: 'Caught' },
    });
    const answer = (bytes: number) => (command: InvokeCommand) => ({ ...echo(command), payload: JSON.stringify('x'.repeat(bytes - 2)) });
    expect(run(machine, {}, answer(EXECUTION_PAYLOAD_MAX_BYTES)).state.status).toBe('SUCCEEDED');
    expect(run(machine, {}, answer(EXECUTION_PAYLOAD_MAX_BYTES + 1)).state.error).toBe('Caught');
  });
});

describe('Map and Parallel', () => {
  test('MAP_CONCURRENCY_MAX: no more iterations run at once than that, or than allowed, and results keep the order of the items', () => {
    for (const [allowed, expected] of [
      [2, 2],
      [0, MAP_CONCURRENCY_MAX],
    ] as const) {
      const machine = machineOf({
        M: { Type: 'Map', MaxConcurrency: allowed, ItemProcessor: { StartAt: 'T', States: { T: { ...TASK, End: true } } }, End: true },
      });
      const items = Array.from({ length: 50 }, (_item, index) => index);
      const started = startExecution(machine, startOf(items), given);
      expect(started.commands).toHaveLength(expected);
      expect(JSON.parse(run(machine, items).state.output ?? '')).toEqual(items);
    }
  });

  test('an empty list makes an empty result; something else than a list fails', () => {
    const machine = machineOf({
      M: { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }, End: true },
    });
    expect(run(machine, []).state.output).toBe('[]');
    expect(run(machine, { a: 1 }).state.cause).toContain('Reference path "$" must point to array.');
  });

  test('a join takes place once, after the last branch, whatever the order they end in', () => {
    const branch = (name: string): object => ({ StartAt: name, States: { [name]: { ...TASK, Parameters: { name }, End: true } } });
    const machine = machineOf({
      P: { Type: 'Parallel', Branches: [branch('A'), branch('B'), branch('C')], Next: 'After' },
      After: { ...TASK, End: true },
    });
    let decision = startExecution(machine, startOf({}), given);
    for (const taskId of [3, 1, 3, 2, 2])
      decision = decide(machine, decision.state, { type: 'task-succeeded', taskId, payload: String(taskId) }, given);
    expect(decision.commands).toEqual([]);
    expect(decision.state.frames).toHaveLength(1);
    expect(decision.state.frames[0]).toMatchObject({ stateName: 'After', input: '[1,2,3]' });
  });
});

describe('payloads keep their text', () => {
  test('what nothing changes leaves byte for byte as it came, numbers included', () => {
    const machine = machineOf({ P: { Type: 'Pass', Next: 'T' }, T: { ...TASK, End: true } });
    const input = '{ "a": 1.0, "b": [1e3, 12345678901234567890], "a2":-0 }';
    expect(run(machine, input).state.output).toBe(input);
  });

  test('numbers keep their text through paths and templates too', () => {
    const machine = machineOf({ P: { Type: 'Pass', Parameters: { 'b.$': '$.b', 'c.$': '$.b[0]' }, End: true } });
    expect(run(machine, '{"b": [1.0, 12345678901234567890]}').state.output).toBe('{"b":[1.0,12345678901234567890],"c":1.0}');
  });
});
