import { MAP_CONCURRENCY_MAX } from '@skein/contracts';
import type { MapState } from '../definition/state-machine.ts';
import { evaluate } from '../expressions/evaluate.ts';
import { evaluateTemplate } from '../expressions/template.ts';
import { runtimeFailure } from '../failure.ts';
import { isArray, numberOf, writeJson } from '../json.ts';
import type { JsonValue } from '../json.ts';
import { select } from './data-flow.ts';
import type { Frame, IterationsWait, JsonText } from './execution-state.ts';
import { finishResult } from './finish-result.ts';
import { takeOutputs } from './parallel-state.ts';
import { scopeOf } from './scope-of.ts';
import type { Transition } from './transition.ts';

/** Opens a frame for each of the first items, as many as may run at once. */
export function beginIterations(transition: Transition, frame: Frame, state: MapState): void {
  const input = select(transition, frame, frame.input, state.inputPath);
  const items = readItems(transition, frame, state, input);
  const limit = readConcurrency(transition, frame, state, input);
  const begun = transition.record(frame, 'MapStateStarted', { length: items.length });
  const wait: IterationsWait = { kind: 'iterations', items, input, started: 0, finished: 0 };
  let current = transition.update(begun, { wait });
  const count = Math.min(items.length, limit);
  for (let started = 0; started < count; started += 1) current = beginIteration(transition, current, state, begun.lastEventId);
  if (items.length === 0) succeed(transition, current, state);
}

/** Takes up the end of an iteration: the next item takes its place; after the last one the state is left. */
export function joinIteration(transition: Transition, frame: Frame, state: MapState, iteration: Frame): void {
  if (frame.wait.kind !== 'iterations') return;
  const id = transition.emit('MapIterationSucceeded', iteration.lastEventId, { name: state.name, index: iteration.index });
  const finished = frame.wait.finished + 1;
  const joined = transition.update(frame, { lastEventId: id, wait: { ...frame.wait, finished } });
  if (frame.wait.started < frame.wait.items.length) beginIteration(transition, joined, state, iteration.lastEventId);
  else if (finished === frame.wait.items.length) succeed(transition, joined, state);
}

function succeed(transition: Transition, frame: Frame, state: MapState): void {
  const result = takeOutputs(transition, frame);
  transition.emit('MapStateSucceeded', frame.lastEventId);
  finishResult(transition, frame, state, result);
}

function beginIteration(transition: Transition, frame: Frame, state: MapState, previousEventId: number): Frame {
  if (frame.wait.kind !== 'iterations') return frame;
  const index = frame.wait.started;
  const item = frame.wait.items[index] ?? 'null';
  const input = selectItem(transition, frame, state, { index, value: item });
  const lastEventId = transition.emit('MapIterationStarted', previousEventId, { name: state.name, index });
  transition.addFrame({ parentId: frame.id, index, item, lastEventId, stateName: state.processor.startAt, input });
  return transition.update(frame, { wait: { ...frame.wait, started: index + 1 } });
}

function selectItem(
  transition: Transition,
  frame: Frame,
  state: MapState,
  item: { readonly index: number; readonly value: JsonText },
): JsonText {
  if (state.itemSelector === undefined || frame.wait.kind !== 'iterations') return item.value;
  return writeJson(evaluateTemplate(state.itemSelector, scopeOf(transition, frame, frame.wait.input, item)));
}

function readItems(transition: Transition, frame: Frame, state: MapState, input: JsonText): readonly JsonText[] {
  const scope = scopeOf(transition, frame, input);
  const value = state.itemsPath ? evaluate(state.itemsPath, scope, 'ItemsPath') : scope.input;
  if (isArray(value)) return value.map((item) => writeJson(item));
  throw runtimeFailure(`Reference path "${state.itemsPath?.path.text ?? '$'}" must point to array.`);
}

function readConcurrency(transition: Transition, frame: Frame, { maxConcurrency }: MapState, input: JsonText): number {
  if ('count' in maxConcurrency) return maxConcurrency.count || MAP_CONCURRENCY_MAX;
  const value = evaluate(maxConcurrency.path, scopeOf(transition, frame, input), 'MaxConcurrencyPath');
  const count = wholeNumber(value);
  if (count !== undefined) return count || MAP_CONCURRENCY_MAX;
  const shown = typeof value === 'string' ? value : writeJson(value);
  throw runtimeFailure(
    `The MaxConcurrencyPath field refers to value "${shown}" which is not a valid integer: ${maxConcurrency.path.path.text}`,
  );
}

/** A text with digits counts as a number here: the service reads it so. */
function wholeNumber(value: JsonValue): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : numberOf(value);
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
