import { DECISION_STATES_MAX } from '@skein/contracts';
import type { StateMachine } from '../definition/state-machine.ts';
import { ERROR_NAMES, HistoryFull, StateFailure } from '../failure.ts';
import type { Decision, EngineEvent, Given, StartRequest } from './engine-events.ts';
import { enterState, runState } from './enter-state.ts';
import { wakeTimes } from './execution-state.ts';
import type { ExecutionState, Frame } from './execution-state.ts';
import { failState } from './fail-state.ts';
import { COMPLETE } from './history.ts';
import { failExecution, settle } from './settle.ts';
import { endWait } from './simple-states.ts';
import { failTask, succeedTask, timeOutTask } from './task-state.ts';
import { Transition } from './transition.ts';
import type { Failure } from './transition.ts';

/** Begins an execution and brings it to where it has to wait. Pure: the same arguments give the same decision. */
export function startExecution(machine: StateMachine, request: StartRequest, given: Given): Decision {
  const empty: ExecutionState = {
    ...request,
    status: 'RUNNING',
    startedMs: given.nowMs,
    ...(machine.timeoutSeconds === undefined ? {} : { timeoutAtMs: given.nowMs + machine.timeoutSeconds * 1000 }),
    eventCount: 0,
    nextFrameId: 0,
    nextTaskId: 1,
    frames: [],
    ready: [],
  };
  const transition = new Transition(machine, empty, given);
  const { roleArn } = request.identity;
  transition.emit('ExecutionStarted', 0, { input: request.input, inputDetails: COMPLETE, roleArn });
  // The first state's event has no predecessor either: the service numbers both so.
  transition.addFrame({ index: 0, lastEventId: 0, stateName: machine.startAt, input: request.input });
  return advance(transition);
}

/** Takes up what happened to an execution and brings it to where it has to wait again. Pure, like `startExecution`. */
export function decide(machine: StateMachine, state: ExecutionState, event: EngineEvent, given: Given): Decision {
  const transition = new Transition(machine, state, given);
  if (state.status === 'RUNNING') takeUp(transition, event);
  return advance(transition);
}

function takeUp(transition: Transition, event: EngineEvent): void {
  if (event.type === 'stop') stop(transition, event.error, event.cause);
  else if (event.type === 'fail') failExecution(transition, 0, { error: ERROR_NAMES.runtime, cause: event.cause, terminal: true });
  else if (event.type === 'wake') wake(transition);
  else if (event.type !== 'continue') takeUpTask(transition, event);
}

/** Runs every frame that can go on, until all wait, the execution ends, or enough was done for one commit. */
function advance(transition: Transition): Decision {
  settleAll(transition);
  for (let states = 0; states < DECISION_STATES_MAX && !transition.ended; states += 1) {
    const id = transition.ready.shift();
    if (id === undefined) break;
    const frame = transition.frame(id);
    if (frame !== undefined) guard(transition, frame, () => enterState(transition, frame));
    settleAll(transition);
  }
  return transition.finish();
}

function settleAll(transition: Transition): void {
  for (let settlement = transition.settlements.shift(); settlement !== undefined; settlement = transition.settlements.shift()) {
    const { frame } = settlement;
    const current = settlement;
    const affected = frame.parentId === undefined ? frame : (transition.frame(frame.parentId) ?? frame);
    guard(transition, affected, () => settle(transition, current));
  }
}

/**
 * Does a part of a frame's work. When that fails the frame's state fails; when handling the failure fails too, nothing more is tried or caught:
 * it would end the same way for ever.
 */
function guard(transition: Transition, frame: Frame, work: () => void): void {
  let attempt = work;
  for (let failures = 0; ; failures += 1) {
    try {
      return attempt();
    } catch (thrown) {
      if (!(thrown instanceof StateFailure)) throw thrown;
      const current = transition.frame(frame.id) ?? frame;
      const failure = describe(thrown, current);
      if (thrown instanceof HistoryFull) return failExecution(transition, current.lastEventId, failure);
      const terminal = failure.terminal || failures > 0;
      attempt = () => failState(transition, current, { ...failure, terminal });
    }
  }
}

const TERMINAL: readonly string[] = [ERROR_NAMES.runtime, ERROR_NAMES.dataLimitExceeded];

function describe(failure: StateFailure, frame: Frame): Failure {
  const place = `An error occurred while executing the state '${frame.stateName}' (entered at the event id #${frame.enteredEventId}). `;
  const cause = failure.needsPlace ? place + failure.message : failure.message;
  return { error: failure.errorName, cause, terminal: TERMINAL.includes(failure.errorName) };
}

/** What ends an execution from outside follows none of its events. */
function stop(transition: Transition, error: string | undefined, cause: string | undefined): void {
  transition.emit('ExecutionAborted', 0, { error, cause });
  transition.end({ status: 'ABORTED', ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
}

function takeUpTask(transition: Transition, event: Extract<EngineEvent, { readonly taskId: number }>): void {
  const frame = transition.frames.find(({ wait }) => wait.kind === 'task' && wait.taskId === event.taskId);
  if (frame?.wait.kind !== 'task') return;
  const { wait } = frame;
  const state = transition.stateOf(frame);
  if (state.type !== 'Task') return;
  if (event.type === 'task-heartbeat') {
    if (wait.heartbeatMs !== undefined) transition.update(frame, { wait: { ...wait, heartbeatAtMs: transition.nowMs + wait.heartbeatMs } });
  } else if (event.type === 'task-succeeded') {
    guard(transition, frame, () => succeedTask(transition, settled(transition, frame), state, event));
  } else {
    guard(transition, frame, () => failTask(transition, settled(transition, frame), state, event.error, event.cause));
  }
}

/** The frame without its task, which has come to its end and must not be cancelled any more. */
function settled(transition: Transition, frame: Frame): Frame {
  return transition.update(frame, { wait: { kind: 'turn' } });
}

/** Takes up everything whose time has come, the earliest first. */
function wake(transition: Transition): void {
  if (transition.before.timeoutAtMs !== undefined && transition.before.timeoutAtMs <= transition.nowMs) return timeOut(transition);
  const due = transition.frames.filter(({ wait }) => dueMs(wait) <= transition.nowMs);
  for (const { id } of due.toSorted((left, right) => dueMs(left.wait) - dueMs(right.wait) || left.id - right.id)) {
    const frame = transition.frame(id);
    if (frame !== undefined && !transition.ended) guard(transition, frame, () => wakeFrame(transition, frame));
    settleAll(transition);
  }
}

function dueMs(wait: Frame['wait']): number {
  return Math.min(...wakeTimes(wait));
}

function wakeFrame(transition: Transition, frame: Frame): void {
  const { wait } = frame;
  const state = transition.stateOf(frame);
  if (wait.kind === 'retry') return runState(transition, settled(transition, frame));
  if (wait.kind === 'time' && state.type === 'Wait') return endWait(transition, settled(transition, frame), state);
  if (wait.kind !== 'task' || state.type !== 'Task') return undefined;
  const isTimeout = wait.timeoutAtMs !== undefined && wait.timeoutAtMs <= transition.nowMs;
  transition.command({ type: 'cancel', taskId: wait.taskId });
  return timeOutTask(transition, settled(transition, frame), state, isTimeout ? ERROR_NAMES.timeout : ERROR_NAMES.heartbeatTimeout);
}

function timeOut(transition: Transition): void {
  transition.emit('ExecutionTimedOut', 0, {});
  transition.end({ status: 'TIMED_OUT' });
}
