import type { Catcher, Retrier, State } from '../definition/state-machine.ts';
import { ERROR_NAMES } from '../failure.ts';
import { writeJson } from '../json.ts';
import { abortChildren } from './abort.ts';
import { assign, putResult } from './data-flow.ts';
import type { Frame } from './execution-state.ts';
import { leaveState } from './leave-state.ts';
import type { Failure, Transition } from './transition.ts';

/**
 * Takes up a failure of a frame's state: it is tried again, caught, or the frame fails. Only a failure from inside of a Parallel or Map state
 * is noted as the failure of that state, not one of its own fields.
 */
export function failState(transition: Transition, frame: Frame, failure: Failure, isInner = false): void {
  const state = transition.stateOf(frame);
  abortChildren(transition, frame);
  if (!failure.terminal && 'retry' in state && retry(transition, frame, state.retry, failure)) return;
  const failed = isInner ? transition.record(frame, `${state.type}StateFailed`) : frame;
  const catcher = failure.terminal ? undefined : findCatcher(state, failure);
  if (catcher) catchFailure(transition, failed, catcher, failure);
  else transition.settlements.push({ frame: failed, failure });
}

function retry(transition: Transition, frame: Frame, retriers: readonly Retrier[], failure: Failure): boolean {
  const position = retriers.findIndex(({ errorEquals }) => matches(errorEquals, failure));
  const retrier = retriers[position];
  const used = frame.retries[position] ?? 0;
  if (retrier === undefined || used >= retrier.maxAttempts) return false;
  const delayMs = retryDelayMs(retrier, used, () => transition.chance.next());
  transition.update(frame, {
    retries: retriers.map((_retrier, index) => (frame.retries[index] ?? 0) + (index === position ? 1 : 0)),
    retryCount: frame.retryCount + 1,
    wait: { kind: 'retry', untilMs: transition.nowMs + delayMs },
  });
  return true;
}

/** How long to wait before a retry, in ms: the interval grows by its rate up to its maximum; with jitter it is drawn from all up to that. */
export function retryDelayMs(retrier: Retrier, used: number, draw: () => number): number {
  const seconds = Math.min(
    retrier.intervalSeconds * retrier.backoffRate ** used,
    retrier.maxDelaySeconds ?? Number.MAX_SAFE_INTEGER / 1000,
  );
  return Math.round(seconds * 1000 * (retrier.jitter ? draw() : 1));
}

function findCatcher(state: State, failure: Failure): Catcher | undefined {
  return 'catch' in state ? state.catch.find(({ errorEquals }) => matches(errorEquals, failure)) : undefined;
}

function catchFailure(transition: Transition, frame: Frame, catcher: Catcher, failure: Failure): void {
  const result = writeJson({ Error: failure.error ?? '', Cause: failure.cause ?? '' });
  const assigned = assign(transition, frame, result, catcher.assign);
  leaveState(transition, frame, { output: putResult(frame.input, result, catcher.resultPath), assigned, next: catcher.next });
}

const TIMEOUTS: readonly string[] = [ERROR_NAMES.timeout, ERROR_NAMES.heartbeatTimeout];

/** Whether names of errors cover a failure. A missed heartbeat is also a timeout; `States.TaskFailed` covers all but timeouts. */
function matches(names: readonly string[], { error }: Failure): boolean {
  return names.some((name) => {
    if (name === ERROR_NAMES.all) return true;
    if (error === undefined) return false;
    if (name === ERROR_NAMES.taskFailed) return !TIMEOUTS.includes(error);
    return name === error || (name === ERROR_NAMES.timeout && error === ERROR_NAMES.heartbeatTimeout);
  });
}
