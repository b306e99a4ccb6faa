import {
  ARRAY_RANGE_MAX_ITEMS,
  CHOICE_DEPTH_MAX,
  FLOW_NODES_MAX,
  INTRINSIC_DEPTH_MAX,
  INTRINSIC_TEXT_MAX_LENGTH,
  JSON_DEPTH_MAX,
  PATH_SEGMENTS_MAX,
  RETRY_ATTEMPTS_MAX,
  RETRY_DELAY_MAX_SECONDS,
  STATE_SECONDS_MAX,
  VARIABLE_NAME_MAX_LENGTH,
} from '@skein/contracts';
import { expect, test } from 'vitest';
import { readDefinition, readFlow } from '../src/index.ts';
import type { InvokeCommand } from '../src/index.ts';
import { FUNCTION, definitionOf, echo, machineOf, run } from './support/machines.ts';

const END = { Type: 'Pass', End: true };

function problemsOf(...states: readonly object[]): readonly string[] {
  const result = readDefinition(definitionOf(Object.fromEntries(states.map((state, index) => [`S${index}`, state]))));
  return result.valid ? [] : result.problems.map(({ message }) => message);
}

function task(fields: object): object {
  return { Type: 'Task', Resource: FUNCTION, End: true, ...fields };
}

function retry(fields: object): object {
  return task({ Retry: [{ ErrorEquals: ['States.ALL'], ...fields }] });
}

/** A condition with others nested in it, so many deep. */
function condition(depth: number): object {
  return depth === 0 ? { Variable: '$.a', IsPresent: true } : { Not: condition(depth - 1) };
}

function choice(depth: number): readonly object[] {
  return [{ Type: 'Choice', Choices: [{ ...condition(depth), Next: 'S1' }], Default: 'S1' }, END];
}

function evaluate(expression: string): object {
  return { ...END, Parameters: { 'value.$': expression } };
}

function nested(depth: number): string {
  return `${'States.Array('.repeat(depth)}1${')'.repeat(depth)}`;
}

type States = readonly object[];

/** What is at a limit of a definition, and what is one past it. */
const DEFINITIONS: readonly (readonly [title: string, at: States, past: States])[] = [
  [
    'VARIABLE_NAME_MAX_LENGTH: at the limit, and one past it',
    [{ ...END, Assign: { ['v'.repeat(VARIABLE_NAME_MAX_LENGTH)]: 1 } }],
    [{ ...END, Assign: { ['v'.repeat(VARIABLE_NAME_MAX_LENGTH + 1)]: 1 } }],
  ],
  [
    'STATE_SECONDS_MAX: at the limit, and one past it: a wait',
    [{ Type: 'Wait', Seconds: STATE_SECONDS_MAX, End: true }],
    [{ Type: 'Wait', Seconds: STATE_SECONDS_MAX + 1, End: true }],
  ],
  [
    'STATE_SECONDS_MAX: at the limit, and one past it: a timeout',
    [task({ TimeoutSeconds: STATE_SECONDS_MAX })],
    [task({ TimeoutSeconds: STATE_SECONDS_MAX + 1 })],
  ],
  [
    'RETRY_ATTEMPTS_MAX: at the limit, and one past it',
    [retry({ MaxAttempts: RETRY_ATTEMPTS_MAX })],
    [retry({ MaxAttempts: RETRY_ATTEMPTS_MAX + 1 })],
  ],
  [
    'RETRY_DELAY_MAX_SECONDS: at the limit, and one past it',
    [retry({ MaxDelaySeconds: RETRY_DELAY_MAX_SECONDS })],
    [retry({ MaxDelaySeconds: RETRY_DELAY_MAX_SECONDS + 1 })],
  ],
  ['CHOICE_DEPTH_MAX: at the limit, and one past it', choice(CHOICE_DEPTH_MAX), choice(CHOICE_DEPTH_MAX + 1)],
  [
    'CHOICE_DEPTH_MAX: at the limit, and one past it: a filter',
    [evaluate(`$[?(${'('.repeat(CHOICE_DEPTH_MAX)}@.a == 1${')'.repeat(CHOICE_DEPTH_MAX)})]`)],
    [evaluate(`$[?(${'('.repeat(CHOICE_DEPTH_MAX + 1)}@.a == 1${')'.repeat(CHOICE_DEPTH_MAX + 1)})]`)],
  ],
  [
    'PATH_SEGMENTS_MAX: at the limit, and one past it',
    [{ ...END, InputPath: `$${'.a'.repeat(PATH_SEGMENTS_MAX)}` }],
    [{ ...END, InputPath: `$${'.a'.repeat(PATH_SEGMENTS_MAX + 1)}` }],
  ],
  [
    'INTRINSIC_DEPTH_MAX: at the limit, and one past it',
    [evaluate(nested(INTRINSIC_DEPTH_MAX))],
    [evaluate(nested(INTRINSIC_DEPTH_MAX + 1))],
  ],
];

test.each(DEFINITIONS)('%s', (_title, at, past) => {
  expect(problemsOf(...at)).toEqual([]);
  expect(problemsOf(...past)).not.toEqual([]);
});

test('STATE_SECONDS_MAX: at the limit, and one past it: a wait that the input names', () => {
  const machine = machineOf({ W: { Type: 'Wait', SecondsPath: '$.seconds', End: true } });
  expect(run(machine, { seconds: STATE_SECONDS_MAX }).state.status).toBe('SUCCEEDED');
  expect(run(machine, { seconds: STATE_SECONDS_MAX + 1 }).state).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
});

/** Calls that are at a limit of an intrinsic function, and one past it. */
const CALLS: readonly (readonly [title: string, at: string, past: string])[] = [
  [
    'ARRAY_RANGE_MAX_ITEMS: at the limit, and one past it',
    `States.ArrayRange(1, ${ARRAY_RANGE_MAX_ITEMS}, 1)`,
    `States.ArrayRange(0, ${ARRAY_RANGE_MAX_ITEMS}, 1)`,
  ],
  [
    'INTRINSIC_TEXT_MAX_LENGTH: at the limit, and one past it: Base64',
    `States.Base64Encode('${'x'.repeat(INTRINSIC_TEXT_MAX_LENGTH)}')`,
    `States.Base64Encode('${'x'.repeat(INTRINSIC_TEXT_MAX_LENGTH + 1)}')`,
  ],
  [
    'INTRINSIC_TEXT_MAX_LENGTH: at the limit, and one past it: a hash',
    `States.Hash('${'x'.repeat(INTRINSIC_TEXT_MAX_LENGTH)}', 'MD5')`,
    `States.Hash('${'x'.repeat(INTRINSIC_TEXT_MAX_LENGTH + 1)}', 'MD5')`,
  ],
];

test.each(CALLS)('%s', (_title, at, past) => {
  expect(run(machineOf({ A: evaluate(at) })).state.status).toBe('SUCCEEDED');
  expect(run(machineOf({ A: evaluate(past) })).state).toMatchObject({ status: 'FAILED', error: 'States.IntrinsicFailure' });
});

test('JSON_DEPTH_MAX: a definition at the limit is read, one past it and far past it is refused at once', () => {
  const frame = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true,"Result":}}}';
  const nestedIn = (levels: number): string => frame.replace('"Result":', `"Result":${'['.repeat(levels)}${']'.repeat(levels)}`);
  const around = 3;
  expect(readDefinition(nestedIn(JSON_DEPTH_MAX - around))).toMatchObject({ valid: true });
  for (const levels of [JSON_DEPTH_MAX - around + 1, 200_000]) {
    const message = `The definition is nested deeper than ${JSON_DEPTH_MAX} levels`;
    expect(readDefinition(nestedIn(levels))).toMatchObject({ valid: false, problems: [{ message }] });
  }
});

test('JSON_DEPTH_MAX: a result at the limit is kept, one past it fails the task', () => {
  const machine = machineOf({ T: task({}) });
  const answer = (levels: number) => (command: InvokeCommand) => ({ ...echo(command), payload: '['.repeat(levels) + ']'.repeat(levels) });
  expect(run(machine, {}, answer(JSON_DEPTH_MAX)).state.status).toBe('SUCCEEDED');
  expect(run(machine, {}, answer(JSON_DEPTH_MAX + 1)).state).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('FLOW_NODES_MAX: a flow at the limit is accepted, one past it is not', () => {
  const flowOf = (count: number): string => {
    const nodes = Array.from({ length: count }, (_, index) => ({
      name: `n${index}`,
      type: 'pass',
      ...(index + 1 < count ? { next: `n${index + 1}` } : {}),
    }));
    return JSON.stringify({ name: 'long', nodes });
  };
  expect(readFlow(flowOf(FLOW_NODES_MAX))).toMatchObject({ valid: true });
  expect(readFlow(flowOf(FLOW_NODES_MAX + 1))).toMatchObject({ valid: false });
});
