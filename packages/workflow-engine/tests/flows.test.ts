import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { decideFlow, parseFlow, readFlow, startFlow } from '../src/index.ts';
import { hasGraphs, readGraphs } from './support/faasflow-graphs.ts';
import { startOf } from './support/machines.ts';
import { runFlow } from './support/run-flow.ts';
import type { FlowFunction, FlowRun } from './support/run-flow.ts';

const DIAMOND = `
name: diamond
inputs: [seed]
outputs: { sum: $.add.sum }
nodes:
  - { name: rand, function: rand, inputs: { seed: $.input.seed }, next: [square, cube] }
  - { name: square, function: square, inputs: { n: $.rand.n }, next: add }
  - { name: cube, function: cube, inputs: { n: $.rand.n }, next: add }
  - { name: add, function: add, inputs: { a: $.square.n, b: $.cube.n } }
`;

const RECOGNISER = `
# the image recogniser: a switch with a join behind it
inputs: [image]
nodes:
  - { name: upload, function: upload, inputs: { image: $.input.image }, next: [adult, violence] }
  - { name: adult, function: flag, inputs: { bad: $.upload.adult }, next: illegal }
  - { name: violence, function: flag, inputs: { bad: $.upload.violence }, next: illegal }
  - name: illegal
    type: switch
    choices:
      - { when: $.adult.bad == true || $.violence.bad == true, next: mosaic }
    default: extract
  - { name: extract, function: text, inputs: { text: $.upload.text }, next: translate }
  - { name: translate, function: text, inputs: { text: $.extract.text }, next: censor }
  - { name: censor, function: flag, inputs: { bad: $.translate.text }, next: words }
  - name: words
    type: switch
    choices: [{ when: $.censor.bad == 'bad', next: mosaic }]
    default: done
  - { name: mosaic, function: mosaic, inputs: { image: $.input.image, words: $.censor.bad } }
  - { name: done, type: pass }
`;

const numbers: Readonly<Record<string, FlowFunction>> = {
  rand: ({ seed }) => ({ n: Number(seed) + 1 }),
  square: ({ n }) => ({ n: Number(n) ** 2 }),
  cube: ({ n }) => ({ n: Number(n) ** 3 }),
  add: ({ a, b }) => ({ sum: Number(a) + Number(b) }),
};

function calls(run: FlowRun): readonly string[] {
  return run.invocations.map(({ functionName }) => functionName);
}

describe('joins', () => {
  test('diamond (rand -> square & cube -> add): add runs exactly once, after both', () => {
    for (const pick of [0, 1]) {
      const result = runFlow(DIAMOND, { seed: 2 }, numbers, () => pick);
      expect(result.output).toEqual({ sum: 36 });
      expect(calls(result)).toEqual(['rand', 'square', 'cube', 'add']);
    }
  });

  function recognise(image: object): FlowRun {
    return runFlow(
      RECOGNISER,
      { image },
      {
        upload: ({ image: uploaded }) => uploaded,
        flag: ({ bad }) => ({ bad }),
        text: ({ text }) => ({ text }),
        mosaic: (inputs) => inputs,
      },
    );
  }

  test('a duplicate trigger does not rerun: an outcome counts once, and a late one changes nothing', () => {
    const flow = parseFlow(DIAMOND);
    const started = startFlow(flow, startOf({ seed: 2 }), { nowMs: 0, seed: '' });
    const outcome = { type: 'task-succeeded', taskId: 1, payload: '{"n":3}' } as const;
    const once = decideFlow(flow, started.state, outcome, { nowMs: 1, seed: '' });
    expect(once.commands.map((command) => command.type)).toEqual(['invoke', 'invoke']);
    const twice = decideFlow(flow, once.state, outcome, { nowMs: 2, seed: '' });
    expect(twice).toMatchObject({ state: once.state, history: [], commands: [] });
  });

  test('join after a switch: mosaic runs exactly once, from whichever switch leads to it; an untaken branch counts for its join', () => {
    const illegal = { adult: true, violence: false, text: 'good' };
    expect(calls(recognise(illegal))).toEqual(['upload', 'flag', 'flag', 'mosaic']);
    expect(recognise(illegal).output).toEqual({ mosaic: { image: illegal, words: null } });
    const worded = recognise({ adult: false, violence: false, text: 'bad' });
    expect(calls(worded)).toEqual(['upload', 'flag', 'flag', 'text', 'text', 'flag', 'mosaic']);
    const clean = recognise({ adult: false, violence: false, text: 'good' });
    expect(calls(clean)).toEqual(['upload', 'flag', 'flag', 'text', 'text', 'flag']);
    expect(clean.history.filter(({ type }) => type === 'NodeSkipped').map(({ details }) => details?.['name'])).toEqual(['mosaic']);
    expect(clean.state.status).toBe('SUCCEEDED');
  });
});

describe('switch', () => {
  test('input1=9, input2=5 -> sub, sqrt -> 2; input1=1, input2=5 -> invalid branch only', () => {
    const text = `
nodes:
  - name: compare
    type: switch
    choices:
      - { when: $.input.input1 > $.input.input2, next: sub }
      - { when: $.input.input1 >= 0, next: invalid }
  - { name: sub, function: sub, inputs: { a: $.input.input1, b: $.input.input2 }, next: sqrt }
  - { name: sqrt, function: sqrt, inputs: { n: $.sub } }
  - { name: invalid, function: invalid }
`;
    const functions: Readonly<Record<string, FlowFunction>> = {
      sub: ({ a, b }) => Number(a) - Number(b),
      sqrt: ({ n }) => Math.sqrt(Number(n)),
      invalid: () => 'invalid',
    };
    const larger = runFlow(text, { input1: 9, input2: 5 }, functions);
    expect([larger.output, calls(larger)]).toEqual([{ sqrt: 2 }, ['sub', 'sqrt']]);
    const smaller = runFlow(text, { input1: 1, input2: 5 }, functions);
    expect([smaller.output, calls(smaller)]).toEqual([{ invalid: 'invalid' }, ['invalid']]);
  });

  test('first true condition wins; with none and no default everything behind is skipped', () => {
    const text = `
nodes:
  - name: choose
    type: switch
    choices:
      - { when: $.input.a > 8, next: first }
      - { when: $.input.a > 5, next: second }
  - { name: first, function: f }
  - { name: second, function: s, next: third }
  - { name: third, function: t }
`;
    const functions = { f: () => 1, s: () => 2, t: () => 3 };
    expect(calls(runFlow(text, { a: 9 }, functions))).toEqual(['f']);
    expect(calls(runFlow(text, { a: 6 }, functions))).toEqual(['s', 't']);
    expect(runFlow(text, { a: 1 }, functions)).toMatchObject({ invocations: [], output: {}, state: { status: 'SUCCEEDED' } });
  });
});

describe('foreach with merge', () => {
  const WORDS = `
outputs: { counts: $.merge.counts }
nodes:
  - { name: start, function: list, next: count }
  - { name: count, type: foreach, function: count, items: $.start.books, inputs: { book: $.item, at: $.index }, maxConcurrency: 2, next: merge }
  - { name: merge, function: merge, inputs: { lists: '$.count[*].words' } }
`;

  test('count runs once per file, no more at once than allowed, and merge receives the lists in order', () => {
    const books = ['a b', 'c', '', 'd e f', 'g'];
    let running = 0;
    const result = runFlow(
      WORDS,
      {},
      {
        list: () => ({ books }),
        count: ({ book, at }) => ({ words: String(book).split(' ').filter(Boolean).length, at }),
        merge: ({ lists }) => ({ counts: lists }),
      },
      (waiting) => (running = Math.max(running, waiting)),
    );
    expect(result.output).toEqual({ counts: [2, 1, 0, 3, 1] });
    expect(calls(result).filter((name) => name === 'count')).toHaveLength(5);
    expect(running).toBe(2);
  });

  test('nothing to do makes an empty list; what is no list fails and names the node', () => {
    const functions = { list: () => ({ books: [] }), count: () => ({}), merge: ({ lists }: { lists?: unknown }) => ({ counts: lists }) };
    expect(runFlow(WORDS, {}, functions).output).toEqual({ counts: [] });
    const wrong = runFlow(WORDS, {}, { ...functions, list: () => ({ books: 'x' }) });
    expect(wrong.state).toMatchObject({ status: 'FAILED', error: 'States.ParameterPathFailure' });
    expect(wrong.state.cause).toContain("the node 'count'");
  });
});

describe('failures inside each construct', () => {
  test('a function that throws ends the execution with its error, and what still runs is cancelled', () => {
    const result = runFlow(
      DIAMOND,
      { seed: 1 },
      {
        ...numbers,
        square: () => {
          throw new TypeError('no');
        },
      },
    );
    expect(result.state).toMatchObject({ status: 'FAILED', error: 'TypeError', cause: 'no' });
  });

  const fails = (): never => {
    throw new RangeError('no');
  };
  const node = (fields: string): string => `nodes:\n  - { name: a, ${fields} }\n  - { name: b, type: pass }\n`;

  test.each<readonly [string, string, unknown, Readonly<Record<string, FlowFunction>>, string, string]>([
    ['a function', 'function: f', {}, { f: fails }, 'RangeError', 'no'],
    ['an item of a foreach', 'type: foreach, function: f, items: $.input.list', { list: [1, 2] }, { f: fails }, 'RangeError', 'no'],
    [
      'the items of a foreach',
      'type: foreach, function: f, items: $.input.list',
      { list: 1 },
      {},
      'States.ParameterPathFailure',
      "An error occurred while executing the node 'a'. The items '$.input.list' are not a list",
    ],
    [
      'the inputs of a function',
      'function: f, inputs: { x: $.input.none }',
      {},
      {},
      'States.ParameterPathFailure',
      "An error occurred while executing the node 'a'. The flow was started without the input 'none'",
    ],
    ['a function that does not exist', 'function: none', {}, {}, 'Lambda.ResourceNotFoundException', 'none'],
  ])('%s', (_name, fields, input, functions, error, cause) => {
    expect(runFlow(node(fields), input, functions).state).toMatchObject({ status: 'FAILED', error, cause });
  });

  test('an answer of 256 KiB is kept, a byte more fails the execution', () => {
    const ofBytes = (bytes: number): FlowRun => runFlow(node('function: f'), {}, { f: () => 'x'.repeat(bytes - 2) });
    expect(ofBytes(256 * 1024 - '{"a":,"b":{}}'.length).state.status).toBe('SUCCEEDED');
    expect(ofBytes(256 * 1024 + 1).state).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('a foreach whose history has no room ends with the last event that fits', () => {
    const list = Array.from({ length: 9_000 }, (_item, index) => index);
    const result = runFlow(node('type: foreach, function: f, items: $.input.list, maxConcurrency: 9000'), { list }, { f: () => 1 });
    expect(result.state).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining('25000') });
    expect(result.history.at(-1)).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  });

  test('an input that the flow needs and was not given', () => {
    expect(runFlow(DIAMOND, {}, numbers).state.cause).toBe("The flow was started without the input 'seed'");
  });
});

describe('Malformed flows: the error names the node', () => {
  const problemsOf = (definition: object): readonly string[] => {
    const result = readFlow(stringify(definition));
    return result.valid ? [] : result.problems.map(({ message, location }) => `${location}: ${message}`);
  };
  const node = (name: string, fields: object = {}): object => ({ name, function: 'f', ...fields });
  test.each<readonly [string, readonly object[], string]>([
    [
      'a cycle',
      [node('s', { next: 'a' }), node('a', { next: 'b' }), node('b', { next: 'a' })],
      "/nodes/a: The nodes 'a' -> 'b' form a cycle",
    ],
    ['a node that leads to itself', [node('a', { next: 'a' })], "/nodes/a: The nodes 'a' form a cycle"],
    ['an unknown next', [node('a', { next: 'z' })], "/nodes/a: The next node 'z' of 'a' does not exist"],
    ['a duplicate name', [node('a'), node('a')], "/nodes/a: The name 'a' belongs to two nodes"],
    [
      'an unknown type',
      [node('a', { type: 'loop' })],
      "/nodes/a/type: There is no type 'loop'; a node is one of [function, foreach, parallel, switch, pass]",
    ],
    ['a parallel without branches', [{ name: 'a', type: 'parallel' }], '/nodes/a: These fields are required: [branches]'],
    ['a switch without choices', [{ name: 'a', type: 'switch' }], '/nodes/a: These fields are required: [choices]'],
    ['a foreach without items', [node('a', { type: 'foreach' })], '/nodes/a: These fields are required: [items]'],
    ['no function', [{ name: 'a' }], '/nodes/a: These fields are required: [function]'],
    ['no name', [{ function: 'f' }], '/nodes[0]: These fields are required: [name]'],
    ['an unknown field', [node('a', { nxt: 'b' })], "/nodes/a/nxt: Field 'nxt' is not supported"],
    [
      'an output of a node that does not come before',
      [node('a', { inputs: { x: '$.b.y' } }), node('b')],
      "/nodes/a/inputs: The node 'b' does not come before, so its outputs cannot be read",
    ],
    [
      'an output of no node',
      [node('a', { inputs: { x: '$.z.y' } })],
      "/nodes/a/inputs: There is no node 'z', so its outputs cannot be read",
    ],
    [
      'a condition that is none',
      [{ name: 'a', type: 'switch', choices: [{ when: '$.input.x ==', next: 'b' }] }, node('b')],
      "/nodes/a/choices[0]/when: Value is not a valid condition: a value is missing at position 13 of '($.input.x ==)'",
    ],
  ])('%s', (_name, nodes, problem) => {
    expect(problemsOf({ nodes })).toContain(problem);
  });

  test('an undeclared input; no nodes; no YAML; repeated keys', () => {
    expect(problemsOf({ inputs: ['y'], nodes: [node('a', { inputs: { x: '$.input.x' } })] })).toEqual([
      "/nodes/a/inputs: The flow has no input 'x'",
    ]);
    expect(problemsOf({})).toEqual(['/: These fields are required: [nodes]']);
    const bomb = `a: &a [x]\n${Array.from({ length: 9 }, (_line, index) => `${'bcdefghij'[index]}: &${'bcdefghij'[index]} [${`*${'abcdefghi'[index]},`.repeat(9)}]`).join('\n')}\nnodes: *j\n`;
    for (const text of ['nodes: [', 'nodes: []\nnodes: []', '- a', bomb]) expect(readFlow(text).valid).toBe(false);
  });
});

describe('graphs of any shape', () => {
  test('every node runs at most once and after all that lead to it, whatever the order of outcomes; the rest is skipped', () => {
    const shape = fc.record({
      edges: fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25 }),
      switches: fc.array(fc.nat(9), { maxLength: 3 }),
      flags: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
      picks: fc.array(fc.nat(20), { minLength: 1, maxLength: 10 }),
    });
    fc.assert(
      fc.property(shape, ({ edges, switches, flags, picks }) => {
        const next = (from: number): readonly string[] => [
          ...new Set(
            edges
              .filter(([left, right]) => Math.min(left, right) === from && left !== right)
              .map(([left, right]) => `n${Math.max(left, right)}`),
          ),
        ];
        const nodes = Array.from({ length: 10 }, (_node, index) =>
          switches.includes(index) && next(index).length > 0
            ? {
                name: `n${index}`,
                type: 'switch',
                choices: next(index).map((to) => ({ when: `$.input.flags[${index}] == ${to < 'n5'}`, next: to })),
              }
            : { name: `n${index}`, function: `n${index}`, next: next(index) },
        );
        const functions = Object.fromEntries(nodes.map(({ name }) => [name, () => name]));
        let turn = 0;
        const result = runFlow(stringify({ nodes }), { flags }, functions, () => picks[(turn += 1) % picks.length] ?? 0);
        expect(result.state.status).toBe('SUCCEEDED');
        expect(new Set(calls(result)).size).toBe(calls(result).length);
        const ended = result.history
          .filter(({ type }) => type.endsWith('StateExited') || type === 'NodeSkipped')
          .map(({ details }) => details?.['name']);
        expect([...new Set(ended)]).toHaveLength(ended.length);
        expect(new Set(ended)).toEqual(new Set(nodes.map(({ name }) => name)));
        for (const [index] of nodes.entries())
          for (const to of next(index)) expect(ended.indexOf(`n${index}`)).toBeLessThan(ended.indexOf(to));
      }),
      { numRuns: 150 },
    );
  });
});

describe.skipIf(!hasGraphs)('the eight benchmark graphs of FaaSFlow (needs the folder SKEIN_SHARED)', () => {
  test('each is expressible and runs: every function once, or once per item', () => {
    const graphs = readGraphs();
    expect(graphs).toHaveLength(8);
    for (const graph of graphs) {
      const result = readFlow(graph.text);
      if (!result.valid) throw new Error(`${graph.name}: ${result.problems[0]?.location} ${result.problems[0]?.message}`);
      expect(result.flow.nodes.reduce((sum, { edges }) => sum + edges.length, 0)).toBe(graph.edges);
      const functions = Object.fromEntries(
        graph.nodes.map((name) => [name, () => Object.fromEntries((graph.outputs[name] ?? []).map((output) => [output, [1, 2, 3]]))]),
      );
      const input = Object.fromEntries(graph.inputs.map((name) => [name, true]));
      const run = runFlow(result.flow, input, functions);
      expect(run.state.status).toBe('SUCCEEDED');
      const mostCalls = Math.max(...graph.nodes.map((name) => calls(run).filter((called) => called === name).length));
      expect(mostCalls).toBeLessThanOrEqual(3);
    }
  });
});
