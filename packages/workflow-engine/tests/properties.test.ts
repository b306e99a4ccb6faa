import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDefinition } from '../src/index.ts';
import type { EngineEvent, InvokeCommand } from '../src/index.ts';
import { equalJson, parseJson, writeJson } from '../src/json.ts';
import type { JsonValue } from '../src/json.ts';
import { parsePath } from '../src/paths/parse-path.ts';
import { readPath } from '../src/paths/read-path.ts';
import { writePath } from '../src/paths/write-path.ts';
import { matchesWildcards } from '../src/choice/wildcards.ts';
import { parseExpression } from '../src/expressions/parse-expression.ts';
import { evaluate } from '../src/expressions/evaluate.ts';
import { createChance } from '../src/expressions/chance.ts';
import { FUNCTION, machineOf, run, startOf } from './support/machines.ts';
import { runExecution, throughText } from './support/run-execution.ts';

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });

function apply(text: string, input: JsonValue): JsonValue {
  const scope = { input, context: () => null, variable: () => undefined, chance: createChance('seed') };
  return evaluate(parseExpression(text), scope, 'x.$');
}

function bracket(step: string | number): string {
  return typeof step === 'number' ? `[${step}]` : `['${step.replace(/[\\']/g, String.raw`\$&`)}']`;
}

describe('JSON', () => {
  test('a text with the numbers of any writer is written again as it was read', () => {
    const number = fc.oneof(fc.constantFrom('0.0', '1e3', '-0', '1.50', '12345678901234567890', '1E-7'), fc.integer().map(String));
    fc.assert(
      fc.property(fc.array(number), (numbers) => {
        expect(writeJson(parseJson(`[${numbers.join(',')}]`))).toBe(`[${numbers.join(',')}]`);
      }),
    );
  });

  test('a value equals itself after it was written and read', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(equalJson(value, parseJson(writeJson(value)))).toBe(true);
      }),
    );
  });
});

describe('JSONPath', () => {
  test('what is put at a path is found there, and nothing beside it has changed', () => {
    fc.assert(
      fc.property(json, fc.array(name, { minLength: 1, maxLength: 4 }), json, (document, steps, value) => {
        const path = parsePath(`$${steps.map(bracket).join('')}`);
        const written = writePath(path, document, value);
        if (written === undefined) return;
        expect(readPath(path, written)).toEqual({ found: true, value });
        const before = Object.entries(document as object).filter(([key]) => key !== steps[0]);
        expect(Object.entries(written as object).filter(([key]) => key !== steps[0])).toEqual(before);
      }),
    );
  });

  test('any name can be written in brackets, and a wildcard finds every member and item in order', () => {
    fc.assert(
      fc.property(fc.dictionary(name, json), (document) => {
        for (const [key, value] of Object.entries(document))
          expect(readPath(parsePath(`$${bracket(key)}`), document)).toEqual({ found: true, value });
        expect(readPath(parsePath('$.*'), document)).toEqual({ found: true, value: Object.values(document) });
        expect(readPath(parsePath('$[*]'), Object.values(document))).toEqual({ found: true, value: Object.values(document) });
      }),
    );
  });

  test('slices, unions, descent and filters', () => {
    const find = (path: string, document: JsonValue): JsonValue | undefined => {
      const result = readPath(parsePath(path), document);
      return result.found ? result.value : undefined;
    };
    const books = { store: [{ t: 'a', p: 1, tags: ['x'] }, { t: 'b', p: 2 }, { t: 'c' }] };
    expect(find('$.store[1:].t', books)).toEqual(['b', 'c']);
    expect(find('$.store[-1].t', books)).toBe('c');
    expect(find('$.store[0,2].t', books)).toEqual(['a', 'c']);
    expect(find('$..t', books)).toEqual(['a', 'b', 'c']);
    expect(find('$.store[?(@.p >= 2)].t', books)).toEqual(['b']);
    expect(find("$.store[?(@.t == 'a' || !(@.p))].t", books)).toEqual(['a', 'c']);
    expect(find("$.store[?(@.tags[0] == 'x' && @.p < 5)].t", books)).toEqual(['a']);
    expect(find('$.store[?(@.p == 9)]', books)).toEqual([]);
    expect(find('$.none[*].t', books)).toEqual([]);
    expect(find('$.none', books)).toBeUndefined();
    expect(() => parsePath('$.a[?(@.b =~ /x/)]')).toThrow('regular expressions are not supported');
  });

  test('no text makes the parser do anything but give a path or say where the text is wrong', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parsePath(`$${text}`);
        } catch (failure) {
          expect((failure as Error).name).toBe('SyntaxFailure');
        }
      }),
    );
  });
});

describe('intrinsic functions', () => {
  test('what is encoded, split, partitioned or written is itself when it is put together again', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.array(json), fc.integer({ min: 1, max: 9 }), (text, list, size) => {
        const input = { text, list, size } as unknown as JsonValue;
        expect(apply('States.Base64Decode(States.Base64Encode($.text))', input)).toBe(Buffer.from(text).toString());
        expect(apply('States.StringToJson(States.JsonToString($.list))', input)).toEqual(parseJson(writeJson(list)));
        expect((apply('States.ArrayPartition($.list, $.size)', input) as JsonValue[][]).flat()).toEqual(list);
        expect(apply('States.ArrayLength($.list)', input)).toBe(list.length);
      }),
    );
  });

  test('unique items are all there once, in order; every item is contained', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ max: 3, min: 0 }), fc.boolean(), fc.constant({ a: 1 }), fc.constant({ b: [] }))),
        (list) => {
          const unique = apply('States.ArrayUnique($)', list) as JsonValue[];
          const expected = [...new Set(list.map((item) => JSON.stringify(item)))].map((item): unknown => JSON.parse(item));
          expect(unique).toEqual(expected);
          for (const item of list) expect(apply('States.ArrayContains($.list, $.item)', { list, item })).toBe(true);
        },
      ),
    );
  });

  test('as the guide to the language shows them', () => {
    const input = { a: 'x', n: 3, o: { k: 1 } };
    expect(apply(String.raw`States.Format('Hi {}, \{{}\} it\'s {}', $.a, $.n, $.o)`, input)).toBe(`Hi x, {3} it's {"k":1}`);
    expect(apply("States.StringSplit('This.is+a,test=string', '.+,=')", input)).toEqual(['This', 'is', 'a', 'test', 'string']);
    expect(apply('States.ArrayRange(1, 9, 2)', input)).toEqual([1, 3, 5, 7, 9]);
    expect(apply('States.ArrayRange(5, 1, -2)', input)).toEqual([5, 3, 1]);
    expect(apply('States.MathAdd(1.6, -4)', input)).toBe(-2);
    expect(apply("States.Hash('input data', 'SHA-1')", input)).toBe('aaff4a450a104cd177d28d18d74485e8cae074b7');
    expect(apply('States.JsonMerge($.o, States.StringToJson(\'{"k":2,"z":3}\'), false)', input)).toEqual({ k: 2, z: 3 });
    expect(apply('States.MathRandom(1, 999, 7)', input)).toBe(apply('States.MathRandom(1, 999, 7)', input));
    expect(apply('States.UUID()', input)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test.each([
    'States.ArrayGetItem($, 1)',
    'States.ArrayRange(1, 9, 0)',
    'States.ArrayRange(1, 1001, 1)',
    "States.Format('{}')",
    "States.Format('{')",
    "States.Hash('x', 'MD4')",
    'States.JsonMerge($, $, true)',
    "States.StringToJson('{')",
    'States.MathRandom(5, 5)',
    'States.ArrayPartition($, 0)',
    "States.Base64Decode('*')",
  ])('%s fails with States.IntrinsicFailure', (text) => {
    expect(() => apply(text, [])).toThrow(expect.objectContaining({ errorName: 'States.IntrinsicFailure' }) as Error);
  });
});

describe('StringMatches', () => {
  test('a pattern made by putting stars for parts of a text matches it', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat()), (text, cuts) => {
        const escaped = (part: string): string => part.replace(/[\\*]/g, String.raw`\$&`);
        const places = [...cuts.map((cut) => cut % (text.length + 1)), 0, text.length].toSorted((left, right) => left - right);
        const parts = places.slice(1).map((end, index) => text.slice(places[index], end));
        const pattern = parts.map((part, index) => (index % 2 === 0 ? escaped(part) : '*')).join('');
        expect(matchesWildcards(text, pattern)).toBe(true);
        expect(matchesWildcards(text, escaped(text))).toBe(true);
        expect(matchesWildcards(`${text}x`, escaped(text))).toBe(false);
      }),
    );
  });
});

/** Definitions of any shape: each state hands over to the next, and some hold others. */
const states = fc.letrec<{ state: object; graph: object }>((tie) => ({
  state: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant({ Type: 'Pass', Assign: { 'seen.$': '$' } }),
    fc.constant({ Type: 'Wait', Seconds: 3 }),
    fc.constant({ Type: 'Pass', Parameters: { 'id.$': 'States.UUID()', 'random.$': 'States.MathRandom(0, 1000)' } }),
    fc.record({
      Type: fc.constant('Task'),
      Resource: fc.constant(FUNCTION),
      Retry: fc.constant([{ ErrorEquals: ['A'], JitterStrategy: 'FULL' }]),
      ResultPath: fc.constant(null),
    }),
    fc.record({ Type: fc.constant('Parallel'), Branches: fc.array(tie('graph'), { minLength: 1, maxLength: 3 }) }),
    fc.record({
      Type: fc.constant('Map'),
      Parameters: fc.constant({ 'i.$': '$$.Map.Item.Index' }),
      InputPath: fc.constant('$$.Execution.Input.list'),
      MaxConcurrency: fc.nat(3),
      ItemProcessor: tie('graph'),
    }),
  ),
  graph: fc.array(tie('state'), { minLength: 1, maxLength: 3 }),
}));

function definitionFrom(graph: readonly object[]): string {
  let count = 0;
  let variables = 0;
  const build = (parts: readonly object[]): { StartAt: string; States: Record<string, object> } => {
    const names = parts.map(() => `S${(count += 1)}`);
    const built = parts.map((part, index): [string, object] => [
      names[index] ?? '',
      { ...inner(part), ...(index + 1 < parts.length ? { Next: names[index + 1] } : { End: true }) },
    ]);
    return { StartAt: names[0] ?? '', States: Object.fromEntries(built) };
  };
  const inner = (part: object): object => {
    const { Branches, ItemProcessor, Assign, ...rest } = part as { Branches?: object[][]; ItemProcessor?: object[]; Assign?: object };
    const assign = Assign ? { Assign: { [`v${(variables += 1)}`]: 1 } } : {};
    return {
      ...rest,
      ...assign,
      ...(Branches ? { Branches: Branches.map(build) } : {}),
      ...(ItemProcessor ? { ItemProcessor: build(ItemProcessor) } : {}),
    };
  };
  return JSON.stringify(build(graph));
}

describe('executions of any shape', () => {
  const outcomes = fc.array(fc.constantFrom<'succeed' | 'A' | 'B'>('succeed', 'succeed', 'succeed', 'A', 'B'), {
    minLength: 1,
    maxLength: 5,
  });

  test('the same history whether the state is stored and restored between decisions or not, and every decision can be made again', () => {
    fc.assert(
      fc.property(states.graph as unknown as fc.Arbitrary<object[]>, outcomes, fc.array(json, { maxLength: 3 }), (graph, results, list) => {
        const machine = parseDefinition(definitionFrom(graph));
        const invoke = (command: InvokeCommand): EngineEvent => {
          const result = results[command.taskId % results.length] ?? 'succeed';
          const { taskId } = command;
          return result === 'succeed'
            ? { type: 'task-succeeded', taskId, payload: command.payload }
            : { type: 'task-failed', taskId, error: result, cause: '' };
        };
        const request = startOf({ list });
        const plain = runExecution(machine, request, { invoke });
        const stored = runExecution(machine, request, {
          invoke,
          store: throughText,
          observe: (repeat, decision) => {
            expect(repeat()).toEqual(decision);
          },
        });
        expect(stored.history).toEqual(plain.history);
        expect(stored.state).toEqual(throughText(plain.state));
        expect(plain.history.map(({ id }) => id)).toEqual(plain.history.map((_event, index) => index + 1));
        for (const { id, previousEventId } of plain.history) expect(previousEventId).toBeLessThan(id);
        expect(plain.state.frames).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

test('variables of an outer scope are seen inside, and what is assigned inside is not seen outside', () => {
  const machine = machineOf({
    A: { Type: 'Pass', Assign: { x: 1 }, Next: 'P' },
    P: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'I',
          States: {
            I: { Type: 'Pass', Assign: { y: 2 }, Parameters: { 'x.$': '$x' }, Next: 'J' },
            J: { Type: 'Pass', Parameters: { 'sum.$': 'States.MathAdd($x, $y)' }, End: true },
          },
        },
      ],
      Next: 'B',
    },
    B: { Type: 'Choice', Choices: [{ Variable: '$y', IsPresent: true, Next: 'F' }], Default: 'S' },
    F: { Type: 'Fail' },
    S: { Type: 'Succeed' },
  });
  expect(run(machine).state).toMatchObject({ status: 'SUCCEEDED', output: '[{"sum":3}]' });
});
