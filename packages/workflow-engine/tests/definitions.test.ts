import { DEFINITION_MAX_BYTES, STATE_NAME_MAX_LENGTH, SkeinError, WORKFLOW_DEPTH_MAX } from '@skein/contracts';
import { describe, expect, test } from 'vitest';
import { parseDefinition, readDefinition } from '../src/index.ts';
import { definitionOf, FUNCTION } from './support/machines.ts';

const END = { Type: 'Pass', End: true };

function problemsOf(states: Readonly<Record<string, object>>, top: object = {}): readonly string[] {
  const result = readDefinition(definitionOf(states, top));
  return result.valid ? [] : result.problems.map(({ message, location }) => `${location}: ${message}`);
}

function task(fields: object): object {
  return { Type: 'Task', Resource: FUNCTION, End: true, ...fields };
}

describe('a definition that is not valid names the state and the field', () => {
  const cases: readonly (readonly [name: string, states: Readonly<Record<string, object>>, problem: string])[] = [
    ['an unknown next', { A: { Type: 'Pass', Next: 'B' } }, "/States/A/Next: Missing 'Next' target: B"],
    ['a state that nothing leads to', { A: END, B: END }, "/States/B: State 'B' is not reachable"],
    [
      'an unknown type',
      { A: { Type: 'Loop' } },
      '/States/A/Type: Value must be one of [Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map]',
    ],
    ['no type', { A: { End: true } }, '/States/A: These fields are required: [Type]'],
    ['neither Next nor End', { A: { Type: 'Pass' } }, "/States/A: A state must have 'Next' or 'End': true"],
    ['an unknown field', { A: { ...END, Nxt: 'B' } }, "/States/A/Nxt: Field 'Nxt' is not supported"],
    [
      'JSONata',
      { A: { ...END, QueryLanguage: 'JSONata' } },
      '/States/A/QueryLanguage: The query language JSONata is not supported yet; use JSONPath',
    ],
    [
      'a path that is none',
      { A: { ...END, InputPath: '$.[' } },
      "/States/A/InputPath: Value is not a valid JSONPath: an index, a quoted name, a slice, a wildcard or a filter is missing at position 3 of '$.['",
    ],
    [
      'a result path of many places',
      { A: { ...END, ResultPath: '$.a[*]' } },
      '/States/A/ResultPath: Value is not a Reference Path: $.a[*]',
    ],
    [
      'an unknown intrinsic',
      { A: { ...END, Parameters: { 'x.$': 'States.Foo()' } } },
      "/States/A/Parameters/x.$: The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call: there is no intrinsic function States.Foo at position 10 of 'States.Foo()'",
    ],
    ['a field given twice', { A: { ...END, Parameters: { x: 1, 'x.$': '$' } } }, "/States/A/Parameters/x.$: The field 'x' is given twice"],
    [
      'no comparison',
      { A: { Type: 'Choice', Choices: [{ Variable: '$.a', Next: 'B' }] }, B: END },
      '/States/A/Choices[0]: A rule must have exactly one comparison operator, not 0',
    ],
    [
      'an operand of the wrong kind',
      { A: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: '1', Next: 'B' }] }, B: END },
      '/States/A/Choices[0]/NumericEquals: Expected value of type Number',
    ],
    [
      'a wrong timestamp',
      { A: { Type: 'Wait', Timestamp: '2026-13-01T00:00:00Z', End: true } },
      '/States/A/Timestamp: String does not match RFC3339 timestamp',
    ],
    [
      'two times to wait for',
      { A: { Type: 'Wait', Seconds: 1, SecondsPath: '$.s', End: true } },
      '/States/A: A Wait state must have exactly one of [Seconds, SecondsPath, Timestamp, TimestampPath]',
    ],
    [
      'States.ALL beside another',
      { A: task({ Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] }) },
      '/States/A/Retry[0]/ErrorEquals: States.ALL must be alone, and in the last entry',
    ],
    [
      'a service integration',
      { A: task({ Resource: 'arn:aws:states:::sqs:sendMessage' }) },
      '/States/A/Resource: The resource provided arn:aws:states:::sqs:sendMessage is not recognized: of the service integrations only lambda:invoke is supported yet.',
    ],
    [
      'the distributed Map',
      { A: { Type: 'Map', End: true, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'I', States: { I: END } } } },
      '/States/A/ItemProcessor/ProcessorConfig/Mode: The distributed Map is not supported yet; use INLINE',
    ],
    [
      'a heartbeat as long as the timeout',
      { A: task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }) },
      '/States/A/HeartbeatSeconds: HeartbeatSeconds must be smaller than TimeoutSeconds',
    ],
    [
      'a variable of an outer scope',
      {
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
        B: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'I', States: { I: { ...END, Assign: { x: 2 } } } }] },
      },
      "/States/B/Branches[0]/States/I/Assign: The variable 'x' belongs to an outer scope and cannot be assigned here",
    ],
    [
      'a name used in two graphs',
      { A: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'A', States: { A: END } }] } },
      "/States/A/Branches[0]/States/A: The state name 'A' is already used at /States/A",
    ],
    [
      'a transition out of a branch',
      { A: { Type: 'Parallel', Next: 'B', Branches: [{ StartAt: 'I', States: { I: { Type: 'Pass', Next: 'B' } } }] }, B: END },
      "/States/A/Branches[0]/States/I/Next: Missing 'Next' target: B",
    ],
  ];
  test.each(cases)('%s', (_name, states, problem) => {
    expect(problemsOf(states)).toContain(problem);
  });

  test('what is missing at the top, and what is no JSON', () => {
    expect(() => parseDefinition('{}')).toThrow(
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt, States] at /'",
    );
    expect(() => parseDefinition('{')).toThrow('INVALID_JSON_DESCRIPTION: The definition is not a JSON object at /');
    expect(() => parseDefinition('{}')).toThrow(SkeinError);
    expect(problemsOf({ A: END }, { StartAt: 'Z' })).toContain("/StartAt: Missing 'Next' target: Z");
    expect(problemsOf({ A: END }, { Version: '2.0' })).toContain("/Version: The only version is '1.0'");
  });

  test('a duplicate name (the error names the node): a JSON text can hold one, and only the last would be read', () => {
    const text = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true},"A":{"Type":"Succeed"}}}';
    expect(() => parseDefinition(text)).toThrow("DUPLICATE_STATE_NAME: The name 'A' is given twice at /States/A");
    const inBranch = text.replace('"A":{"Type":"Pass","End":true}', '"P":{"Type":"Parallel","Branches":[{"StartAt":"X","StartAt":"Y"}]}');
    expect(() => parseDefinition(inBranch)).toThrow("The name 'StartAt' is given twice at /States/P/Branches/StartAt");
    const told = { A: { ...END, Comment: '{"a":1,"a":2}', Result: [{ a: 1 }, { a: 1 }], Parameters: { ':': '\\":"', b: '":{' } } };
    expect(problemsOf(told)).toEqual([]);
  });

  test('every problem is named at once', () => {
    expect(problemsOf({ A: { Type: 'Pass', Next: 'C' }, B: { Type: 'Wait', End: true } }).length).toBeGreaterThan(1);
  });
});

describe('limits of a definition', () => {
  test('STATE_NAME_MAX_LENGTH: a name at the limit is accepted, one past it is not', () => {
    expect(problemsOf({ ['n'.repeat(STATE_NAME_MAX_LENGTH)]: END })).toEqual([]);
    expect(problemsOf({ ['n'.repeat(STATE_NAME_MAX_LENGTH + 1)]: END })).toHaveLength(1);
  });

  test('DEFINITION_MAX_BYTES: a definition at the limit is accepted, one past it is not', () => {
    const frame = definitionOf({ A: { ...END, Comment: '' } });
    const fill = (bytes: number): string => definitionOf({ A: { ...END, Comment: 'c'.repeat(bytes - frame.length) } });
    expect(readDefinition(fill(DEFINITION_MAX_BYTES)).valid).toBe(true);
    expect(readDefinition(fill(DEFINITION_MAX_BYTES + 1)).valid).toBe(false);
  });

  test('WORKFLOW_DEPTH_MAX: states nested to the limit are accepted, one past it is not', () => {
    expect(problemsOf(nest(WORKFLOW_DEPTH_MAX))).toEqual([]);
    expect(problemsOf(nest(WORKFLOW_DEPTH_MAX + 1)).join('')).toContain(`States may be nested ${WORKFLOW_DEPTH_MAX} deep`);
  });

  test('names such as __proto__ and constructor are names like any other', () => {
    const result = readDefinition(
      '{"StartAt":"__proto__","States":{"__proto__":{"Type":"Pass","Next":"constructor"},"constructor":{"Type":"Succeed"}}}',
    );
    expect(result.valid).toBe(true);
  });
});

function nest(depth: number): Record<string, object> {
  if (depth === 0) return { Inner: END };
  const inner = nest(depth - 1);
  return { [`P${depth}`]: { Type: 'Parallel', End: true, Branches: [{ StartAt: Object.keys(inner)[0], States: inner }] } };
}
