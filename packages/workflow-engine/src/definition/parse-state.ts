import { STATE_SECONDS_MAX } from '@skein/contracts';
import { parseCondition } from '../choice/parse-condition.ts';
import { parseTimestamp } from '../timestamp.ts';
import type { ObjectReader } from './object-reader.ts';
import { readAssign, readFiltered, readPassing, readResult, refuseJsonata, withoutMissing } from './parse-fields.ts';
import { parseMap, parseParallel } from './parse-nested.ts';
import { parseTask } from './parse-task.ts';
import type { Reading } from './reading.ts';
import type {
  ChoiceRule,
  ChoiceState,
  FailState,
  PassState,
  State,
  SucceedState,
  TextField,
  WaitState,
  WaitTime,
} from './state-machine.ts';

const STATE_PARSERS: ReadonlyMap<string, (reader: ObjectReader, name: string, reading: Reading) => State | undefined> = new Map<
  string,
  (reader: ObjectReader, name: string, reading: Reading) => State | undefined
>([
  ['Pass', parsePass],
  ['Task', parseTask],
  ['Choice', parseChoice],
  ['Wait', parseWait],
  ['Succeed', parseSucceed],
  ['Fail', parseFail],
  ['Parallel', parseParallel],
  ['Map', parseMap],
]);

/** Reads one state of any type; nothing when it is so wrong that no state can be made of it. */
export function parseState(reader: ObjectReader, name: string, reading: Reading): State | undefined {
  reader.value('Comment');
  refuseJsonata(reader);
  reader.require('Type');
  const type = reader.string('Type');
  if (type === undefined) return undefined;
  const parser = STATE_PARSERS.get(type);
  if (parser === undefined) return reader.fail('Type', `Value must be one of [${[...STATE_PARSERS.keys()].join(', ')}]`);
  const state = parser(reader, name, reading);
  reader.refuseOthers();
  return state;
}

function parsePass(reader: ObjectReader, name: string): PassState {
  const result = reader.value('Result');
  return { type: 'Pass', name, ...readResult(reader), ...withoutMissing({ result }) };
}

function parseChoice(reader: ObjectReader, name: string): ChoiceState {
  reader.require('Choices');
  const rules = reader.objects('Choices');
  if (reader.has('Choices') && rules.length === 0) reader.fail('Choices', 'Expected a non-empty array of rules');
  const choices = rules.map(parseRule).filter((rule) => rule !== undefined);
  return {
    type: 'Choice',
    name,
    ...readFiltered(reader),
    ...readAssign(reader),
    ...withoutMissing({ default: reader.string('Default') }),
    choices,
  };
}

function parseRule(reader: ObjectReader): ChoiceRule | undefined {
  reader.value('Comment');
  reader.require('Next');
  const next = reader.string('Next');
  const assign = readAssign(reader);
  const condition = parseCondition(reader);
  reader.refuseOthers();
  return condition && next !== undefined ? { condition, next, ...assign } : undefined;
}

function parseWait(reader: ObjectReader, name: string): WaitState | undefined {
  const times = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter((field) => reader.has(field));
  const passing = readPassing(reader);
  if (times.length !== 1) {
    reader.problems.add('A Wait state must have exactly one of [Seconds, SecondsPath, Timestamp, TimestampPath]', reader.location);
  }
  const until = readWaitTime(reader);
  return until && { type: 'Wait', name, ...passing, until };
}

function readWaitTime(reader: ObjectReader): WaitTime | undefined {
  const seconds = reader.integer('Seconds', 0, STATE_SECONDS_MAX);
  if (seconds !== undefined) return { kind: 'seconds', seconds };
  const secondsPath = reader.path('SecondsPath');
  if (secondsPath) return { kind: 'secondsPath', path: secondsPath };
  const timestamp = reader.string('Timestamp');
  if (timestamp !== undefined && parseTimestamp(timestamp) === undefined)
    reader.fail('Timestamp', 'String does not match RFC3339 timestamp');
  if (timestamp !== undefined) return { kind: 'timestamp', timestamp };
  const timestampPath = reader.path('TimestampPath');
  return timestampPath && { kind: 'timestampPath', path: timestampPath };
}

function parseSucceed(reader: ObjectReader, name: string): SucceedState {
  return { type: 'Succeed', name, ...readFiltered(reader) };
}

function parseFail(reader: ObjectReader, name: string): FailState {
  return { type: 'Fail', name, ...withoutMissing({ error: readText(reader, 'Error'), cause: readText(reader, 'Cause') }) };
}

function readText(reader: ObjectReader, field: 'Error' | 'Cause'): TextField | undefined {
  const pathField = `${field}Path`;
  if (reader.has(field) && reader.has(pathField)) reader.fail(pathField, `A state may have ${field} or ${pathField}, not both`);
  const text = reader.string(field);
  const expression = reader.expression(pathField);
  if (text !== undefined) return { text };
  return expression && { expression, field: pathField };
}
