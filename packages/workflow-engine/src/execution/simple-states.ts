import { STATE_SECONDS_MAX } from '@skein/contracts';
import { holds } from '../choice/evaluate-condition.ts';
import type { ChoiceState, FailState, PassState, SucceedState, TextField, WaitState, WaitTime } from '../definition/state-machine.ts';
import { evaluate } from '../expressions/evaluate.ts';
import type { PathExpression } from '../expressions/expression.ts';
import type { Scope } from '../expressions/scope.ts';
import { ERROR_NAMES, StateFailure, runtimeFailure } from '../failure.ts';
import { numberOf, writeJson } from '../json.ts';
import type { JsonValue } from '../json.ts';
import { parseTimestamp, timestampMs } from '../timestamp.ts';
import { assign, putResult, select, transform } from './data-flow.ts';
import type { Frame } from './execution-state.ts';
import { leaveState } from './leave-state.ts';
import { scopeOf } from './scope-of.ts';
import type { Transition } from './transition.ts';

export function runPass(transition: Transition, frame: Frame, state: PassState): void {
  const input = select(transition, frame, frame.input, state.inputPath);
  const made = transform(transition, frame, input, state.parameters);
  const result = state.result === undefined ? made : writeJson(state.result);
  const assigned = assign(transition, frame, result, state.assign);
  const output = select(transition, frame, putResult(frame.input, result, state.resultPath), state.outputPath);
  leaveState(transition, frame, { output, assigned, next: state.next });
}

export function runSucceed(transition: Transition, frame: Frame, state: SucceedState): void {
  const input = select(transition, frame, frame.input, state.inputPath);
  leaveState(transition, frame, { output: select(transition, frame, input, state.outputPath) });
}

export function runChoice(transition: Transition, frame: Frame, state: ChoiceState): void {
  const input = select(transition, frame, frame.input, state.inputPath);
  const scope = scopeOf(transition, frame, input);
  const rule = state.choices.find(({ condition }) => holds(condition, scope));
  const next = rule?.next ?? state.default;
  if (next === undefined) {
    throw new StateFailure(ERROR_NAMES.noChoiceMatched, 'No choice rule matched the input, and the state has no Default.');
  }
  const assigned = assign(transition, frame, input, rule ? rule.assign : state.assign);
  leaveState(transition, frame, { output: select(transition, frame, input, state.outputPath), assigned, next });
}

/** A Fail state is never left: its frame fails as it says. */
export function runFail(transition: Transition, frame: Frame, state: FailState): void {
  const scope = scopeOf(transition, frame, frame.input);
  const error = readText(state.error, scope);
  const cause = readText(state.cause, scope);
  const failure = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }), terminal: false };
  transition.settlements.push({ frame, failure });
}

function readText(field: TextField | undefined, scope: Scope): string | undefined {
  if (field === undefined) return undefined;
  if ('text' in field) return field.text;
  const value = evaluate(field.expression, scope, field.field);
  if (typeof value === 'string') return value;
  throw runtimeFailure(`The value of the field '${field.field}' must be a string, but was: ${writeJson(value)}`);
}

export function runWait(transition: Transition, frame: Frame, state: WaitState): void {
  const input = select(transition, frame, frame.input, state.inputPath);
  const untilMs = waitUntil(transition.nowMs, state.until, scopeOf(transition, frame, input));
  if (untilMs <= transition.nowMs) endWait(transition, frame, state);
  else transition.update(frame, { wait: { kind: 'time', untilMs } });
}

/** Leaves a Wait state whose time has come. */
export function endWait(transition: Transition, frame: Frame, state: WaitState): void {
  const input = select(transition, frame, frame.input, state.inputPath);
  const assigned = assign(transition, frame, input, state.assign);
  leaveState(transition, frame, { output: select(transition, frame, input, state.outputPath), assigned, next: state.next });
}

function waitUntil(nowMs: number, until: WaitTime, scope: Scope): number {
  switch (until.kind) {
    case 'seconds':
      return nowMs + until.seconds * 1000;
    case 'secondsPath':
      return nowMs + readSeconds(until.path, evaluate(until.path, scope, 'SecondsPath')) * 1000;
    case 'timestamp':
      return timestampMs(parseTimestamp(until.timestamp) ?? 0n);
    case 'timestampPath':
      return readMoment(until.path, evaluate(until.path, scope, 'TimestampPath'));
  }
}

function readSeconds({ path }: PathExpression, value: JsonValue): number {
  const seconds = numberOf(value);
  const shown = `${path.text} == ${typeof value === 'string' ? value : writeJson(value)}`;
  if (seconds === undefined || !Number.isInteger(seconds)) {
    throw runtimeFailure(`The SecondsPath parameter cannot be parsed as a long value: ${shown}`);
  }
  if (seconds < 0) throw runtimeFailure(`The SecondsPath parameter references a negative value: ${shown}`);
  if (seconds > STATE_SECONDS_MAX)
    throw runtimeFailure(`The SecondsPath parameter references a value above ${STATE_SECONDS_MAX}: ${shown}`);
  return seconds;
}

function readMoment({ path }: PathExpression, value: JsonValue): number {
  const moment = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (moment !== undefined) return timestampMs(moment);
  const shown = `${path.text} == ${typeof value === 'string' ? value : writeJson(value)}`;
  throw runtimeFailure(`The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${shown}`);
}
