import { SkeinError, TASK_LOSSES_MAX, TASK_MAX_AGE_MS } from '@skein/contracts';
import type { Outcome, OutcomeError, QueuedEvent } from '@skein/contracts';
import { sampleEvent } from '@skein/ports/conformance';
import { describe, expect, it } from 'vitest';
import { decideTask } from '../src/tasks/task-policy.ts';
import type { TaskDecision } from '../src/tasks/task-policy.ts';

const TASK = sampleEvent('t', { kind: 'task', functionName: 'task-f' });

function decide(error: OutcomeError | undefined, answer: string, changes: Partial<QueuedEvent> = {}, killed = false): TaskDecision {
  const status = error === undefined ? 'SUCCEEDED' : 'FAILED';
  const outcome = { status, error, ...(killed && { killed: true }) } as Outcome;
  return decideTask({ ...TASK, ...changes }, { outcome, answer: Buffer.from(answer) }, 5_000);
}

/** The only form of an exception that Skein itself writes: its type and its text stand in it. */
function exceptionIn(decision: TaskDecision): string {
  return 'end' in decision ? Buffer.from(decision.end.result, 'base64').toString('latin1') : 'none';
}

describe('what follows the try of a task', () => {
  it('a result completes it', () => {
    expect(decide(undefined, '"gAR9lC4="')).toEqual({ end: { status: 'COMPLETED', result: 'gAR9lC4=', traceback: undefined } });
  });

  it('the exception of its function ends it, without a retry', () => {
    const answer = JSON.stringify({ errorType: 'ValueError', errorMessage: 'no', exception: 'gAQu', traceback: 'Traceback\n' });
    expect(decide('handler_error', answer)).toEqual({ end: { status: 'FAILED', result: 'gAQu', traceback: 'Traceback\n' } });
  });

  it.each([
    ['timeout', 'TimeoutError'],
    ['out_of_memory', 'MemoryError'],
    ['exit', 'RuntimeError'],
    ['response_too_large', 'RuntimeError'],
    ['init_error', 'RuntimeError'],
  ] as const)('%s, which leaves no exception, ends it with a %s', (error, type) => {
    const end = decide(error, JSON.stringify({ errorType: 'Some.Type', errorMessage: 'what happened' }));
    expect(end).toMatchObject({ end: { status: 'FAILED' } });
    expect(exceptionIn(end)).toContain(`cbuiltins\n${type}\n`);
    expect(exceptionIn(end)).toContain('Some.Type: what happened');
  });

  it('an answer that is no document ends it too', () => {
    expect(exceptionIn(decide('exit', 'not JSON'))).toContain('The task left no result.');
    expect(exceptionIn(decide(undefined, '{"replaced": "code"}'))).toContain('is no task function any more');
  });

  it('TASK_LOSSES_MAX: a task whose sandbox was lost runs again so often, and fails when it is lost once more', () => {
    for (const error of ['sandbox_failure', 'cancelled'] as const) {
      expect(decide(error, '', { attempts: TASK_LOSSES_MAX - 1 })).toMatchObject({
        progress: { status: 'QUEUED', attempts: TASK_LOSSES_MAX, dueAtMs: 5_000 },
      });
      expect(exceptionIn(decide(error, '', { attempts: TASK_LOSSES_MAX }))).toContain(`Its sandbox was lost ${TASK_LOSSES_MAX + 1} times.`);
    }
  });

  it('a sandbox that was killed runs it again, one that exits does not', () => {
    expect(decide('exit', '', {}, true)).toMatchObject({ progress: { attempts: 1 } });
    expect(decide('exit', '{}')).toMatchObject({ end: { status: 'FAILED' } });
  });

  it('a refusal that will pass lets it wait, longer each time', () => {
    const refusal = new SkeinError('no_capacity', { neededMb: 1, budgetMb: 1 });
    const waits = [0, 1, 4, 20].map((refusals) => decideTask({ ...TASK, refusals }, { refusal }, 5_000));
    expect(waits.map((decision) => ('progress' in decision ? decision.progress.dueAtMs - 5_000 : undefined))).toEqual([
      250, 500, 4_000, 5_000,
    ]);
  });

  it('TASK_MAX_AGE_MS: a task that finds no room is tried up to this age, and not past it', () => {
    const refusal = new SkeinError('no_capacity', { neededMb: 1, budgetMb: 1 });
    const lastMs = TASK.acceptedAtMs + TASK_MAX_AGE_MS - 250;
    expect(decideTask(TASK, { refusal }, lastMs)).toMatchObject({ progress: { status: 'QUEUED', dueAtMs: lastMs + 250 } });
    expect(exceptionIn(decideTask(TASK, { refusal }, lastMs + 1))).toContain('cbuiltins\nTimeoutError\n');
  });

  it('a refusal for good ends it', () => {
    const refusal = new SkeinError('function_not_found', { functionName: 'task-f' });
    expect(exceptionIn(decideTask(TASK, { refusal }, 5_000))).toContain('Function task-f does not exist.');
  });
});
