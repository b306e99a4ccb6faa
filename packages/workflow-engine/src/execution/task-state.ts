import type { Resource, Seconds, TaskState } from '../definition/state-machine.ts';
import { STATE_SECONDS_MAX } from '@skein/contracts';
import { evaluate } from '../expressions/evaluate.ts';
import { ERROR_NAMES, dataLimitExceeded, runtimeFailure } from '../failure.ts';
import { numberOf, tryParseJson, writeJson } from '../json.ts';
import { checkSize, select, transform } from './data-flow.ts';
import type { TaskSucceeded } from './engine-events.ts';
import type { Frame, JsonText, TaskWait } from './execution-state.ts';
import { failState } from './fail-state.ts';
import { finishResult } from './finish-result.ts';
import { COMPLETE } from './history.ts';
import { readInvocation, writeInvocationResult } from './lambda-invoke.ts';
import { scopeOf } from './scope-of.ts';
import type { Transition } from './transition.ts';

/** Fields that every event of the `lambda:invoke` integration has. */
const INVOKE = { resourceType: 'lambda', resource: 'invoke' } as const;

/** Begins a task: its events and the command to invoke belong to one commit. */
export function beginTask(transition: Transition, frame: Frame, state: TaskState): void {
  const selected = select(transition, frame, frame.input, state.inputPath);
  const timeout = readSeconds(transition, frame, state.timeout, selected);
  const heartbeat = readSeconds(transition, frame, state.heartbeat, selected);
  const input = checkSize(transform(transition, frame, selected, state.parameters), frame.stateName);
  const taskId = transition.nextTaskId();
  const started = recordStart(transition, frame, state.resource, { input, timeout, heartbeat });
  transition.update(started, { wait: taskWait(transition.nowMs, taskId, timeout, heartbeat) });
  if (state.resource.kind === 'invoke') {
    transition.command({ type: 'invoke', taskId, ...readInvocation(input) });
  } else {
    const { functionName, qualifier } = state.resource;
    const target = { functionName, ...(qualifier === undefined ? {} : { qualifier }) };
    transition.command({ type: 'invoke', taskId, ...target, kind: 'request', payload: input, logTail: false });
  }
}

interface TaskStart {
  readonly input: JsonText;
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
}

function recordStart(transition: Transition, frame: Frame, resource: Resource, { input, timeout, heartbeat }: TaskStart): Frame {
  const times = { timeoutInSeconds: timeout, heartbeatInSeconds: heartbeat };
  if (resource.kind === 'function') {
    const details = { input, inputDetails: COMPLETE, resource: resource.arn, timeoutInSeconds: timeout };
    return transition.record(transition.record(frame, 'LambdaFunctionScheduled', details), 'LambdaFunctionStarted');
  }
  const region = transition.before.identity.stateMachineArn.split(':')[3] ?? '';
  const scheduled = transition.record(frame, 'TaskScheduled', { ...INVOKE, region, parameters: input, ...times });
  return transition.record(scheduled, 'TaskStarted', INVOKE);
}

function taskWait(nowMs: number, taskId: number, timeout: number | undefined, heartbeat: number | undefined): TaskWait {
  return {
    kind: 'task',
    taskId,
    ...(timeout === undefined ? {} : { timeoutAtMs: nowMs + timeout * 1000 }),
    ...(heartbeat === undefined ? {} : { heartbeatMs: heartbeat * 1000, heartbeatAtMs: nowMs + heartbeat * 1000 }),
  };
}

function readSeconds(transition: Transition, frame: Frame, seconds: Seconds | undefined, input: JsonText): number | undefined {
  if (seconds === undefined) return undefined;
  if ('seconds' in seconds) return seconds.seconds;
  const value = evaluate(seconds.path, scopeOf(transition, frame, input), seconds.field);
  const number = numberOf(value);
  if (number !== undefined && Number.isInteger(number) && number > 0 && number <= STATE_SECONDS_MAX) return number;
  throw runtimeFailure(
    `The ${seconds.field} parameter must reference a positive integer: ${seconds.path.path.text} == ${writeJson(value)}`,
  );
}

/** Leaves a Task state with what its function answered. */
export function succeedTask(transition: Transition, frame: Frame, state: TaskState, event: TaskSucceeded): void {
  const { resource } = state;
  const result = resource.kind === 'invoke' ? writeInvocationResult(event, transition.nowMs) : event.payload;
  const tooLarge = isTooLarge(result, resource);
  if (tooLarge !== undefined) return failTask(transition, frame, state, ERROR_NAMES.dataLimitExceeded, tooLarge);
  const details = { output: result, outputDetails: COMPLETE };
  const done =
    resource.kind === 'invoke'
      ? transition.record(frame, 'TaskSucceeded', { ...INVOKE, ...details })
      : transition.record(frame, 'LambdaFunctionSucceeded', details);
  finishResult(transition, done, state, result);
}

function isTooLarge(result: JsonText, resource: Resource): string | undefined {
  const what = resource.kind === 'invoke' ? INVOKE.resourceType : resource.arn;
  try {
    checkSize(result, what);
    return undefined;
  } catch {
    return dataLimitExceeded(what).message;
  }
}

/** Takes up a task that failed, by its function or by the limits on it. */
export function failTask(transition: Transition, frame: Frame, state: TaskState, error: string, cause: string): void {
  const isInvoke = state.resource.kind === 'invoke';
  const said = isInvoke ? compact(cause) : cause;
  const failed = transition.record(frame, isInvoke ? 'TaskFailed' : 'LambdaFunctionFailed', {
    ...(isInvoke ? INVOKE : {}),
    error,
    cause: said,
  });
  failState(transition, failed, { error, cause: said, terminal: false });
}

/** Takes up a task whose time is over. */
export function timeOutTask(transition: Transition, frame: Frame, state: TaskState, error: string): void {
  const isInvoke = state.resource.kind === 'invoke';
  const type = isInvoke ? 'TaskTimedOut' : 'LambdaFunctionTimedOut';
  failState(transition, transition.record(frame, type, { ...(isInvoke ? INVOKE : {}), error }), { error, terminal: false });
}

/** The integration reads what a function says about its error, and writes it again. */
function compact(cause: string): string {
  const value = tryParseJson(cause);
  return typeof value === 'object' && value !== null ? writeJson(value) : cause;
}
