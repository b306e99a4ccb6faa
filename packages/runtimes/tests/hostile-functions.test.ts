import { describe, expect, test } from 'vitest';
import { FrameType } from '../src/index.ts';
import { NODES, PYTHONS } from './support/interpreters.ts';
import { RuntimeProcess } from './support/runtime-process.ts';

const TIMEOUT = { timeout: 120_000 };
const TOO_LARGE = { errorType: 'Function.ResponseSizeTooLarge' };

type Case = readonly [what: string, body: string, document: object];

const PYTHON_ERRORS: readonly Case[] = [
  [
    'an exception that hides its attributes',
    'class E(Exception):\n        def __getattribute__(self, name): raise KeyError(name)\n    raise E("m")',
    { errorType: 'E', errorMessage: 'm' },
  ],
  [
    'an exception whose text ends the interpreter',
    'class E(Exception):\n        def __str__(self): raise SystemExit\n    raise E("m")',
    { errorType: 'E', errorMessage: '' },
  ],
  [
    'an exception whose class has no name',
    'class M(type):\n        __name__ = 5\n    class E(Exception, metaclass=M): pass\n    raise E("m")',
    { errorType: 'E', errorMessage: 'm' },
  ],
  [
    'an exception without the tools to show it',
    'import traceback\n    traceback.extract_tb = None\n    raise KeyError("m")',
    { errorType: 'KeyError' },
  ],
  ['a text that is larger than an answer', 'raise ValueError("x" * 10_000_000)', TOO_LARGE],
];

const PYTHON_ANSWERS: readonly (readonly [what: string, body: string])[] = [
  ['deletes stdout and stderr', 'import sys\n    del sys.stdout, sys.stderr'],
  ['puts a stdout in place that cannot be flushed', 'import sys\n    class F:\n        def flush(self): sys.exit()\n    sys.stdout = F()'],
  [
    'imports what is loaded when it is used',
    'import sys\n    class L:\n        def __getattr__(self, name): raise ImportError\n    sys.modules["late"] = L()',
  ],
  ['has a module of its own in the place of ctypes', 'import sys\n    sys.modules["_ctypes"] = sys.modules["ctypes"] = 1'],
];

describe.each(PYTHONS)('Bad input: throwing a non-Error, closing or replacing stdout: %s', (python) => {
  const start = (source: string) => RuntimeProcess.start('python', python, { 'app.py': source }, 'app.handler');
  const functionOf = (body: string) => `def handler(event, context):\n    if event == 1: return "next"\n    ${body}\n    return "answer"\n`;

  test.each(PYTHON_ERRORS)('%s is told, and the next event is answered', TIMEOUT, async (_what, body, document) => {
    const { runtime } = await start(functionOf(body));
    const { type, text } = await runtime.call('0');
    expect([type, JSON.parse(text)]).toEqual([FrameType.error, expect.objectContaining(document)]);
    expect((await runtime.call('1')).text).toBe('"next"');
  });

  test.each(PYTHON_ANSWERS)('a handler that %s has its answer, and the next event is answered', TIMEOUT, async (_what, body) => {
    const { runtime } = await start(functionOf(body));
    expect((await runtime.call('0')).text).toBe('"answer"');
    expect((await runtime.call('1')).text).toBe('"next"');
  });

  test('throwing in async code: what ends as a cancelled task is an error like any other', TIMEOUT, async () => {
    const { runtime } = await start('import asyncio\nasync def handler(event, context):\n    raise asyncio.CancelledError("m")\n');
    for (const event of ['0', '1']) {
      const { type, text } = await runtime.call(event);
      expect([type, JSON.parse(text)]).toMatchObject([FrameType.error, { errorType: 'CancelledError', errorMessage: 'm' }]);
    }
  });

  test.each([
    ['a text that is larger than an answer', 'raise ValueError("x" * 10_000_000)\n', TOO_LARGE],
    ['a module that throws when it is asked', 'def __getattr__(name): raise KeyError(name)\n', { errorType: 'KeyError' }],
  ])('throwing at import: %s is told', TIMEOUT, async (_what, source, document) => {
    const { started } = await start(source);
    expect([started.type, JSON.parse(started.text)]).toMatchObject([FrameType.initFailed, document]);
  });
});

const NO_TEXT = { errorType: 'object', errorMessage: 'a value that has no text' };
const TRAPS = 'const fail = () => { throw thrown }; const thrown = new Proxy({}, { get: fail, getPrototypeOf: fail, has: fail });';

const NODE_ERRORS: readonly Case[] = [
  ['an object without a prototype', 'throw Object.create(null)', NO_TEXT],
  ['an object that throws itself at whoever looks at it', `${TRAPS} throw thrown`, NO_TEXT],
  [
    'an error whose message throws',
    'throw Object.defineProperty(new TypeError("m"), "message", { get() { throw 5 } })',
    { errorType: 'TypeError', errorMessage: 'undefined' },
  ],
  ['an error whose message is no text', 'throw Object.assign(new Error(), { message: 5n, code: 5n })', { errorMessage: '5' }],
  ['an error without a name', 'throw Object.assign(new Error("m"), { name: undefined })', { errorType: 'Error', errorMessage: 'm' }],
  [
    'an error of another realm',
    `throw require('node:vm').runInNewContext('new TypeError("m")')`,
    { errorType: 'TypeError', errorMessage: 'm' },
  ],
  ['a text that is larger than an answer', 'throw new Error("x".repeat(10_000_000))', TOO_LARGE],
  ['an error when stdout is closed', 'require("node:fs").closeSync(1); throw new TypeError("m")', { errorType: 'TypeError' }],
  ['an error when there is no console', 'globalThis.console = undefined; throw new TypeError("m")', { errorType: 'TypeError' }],
  ['a result that throws what is no Error', 'return { toJSON() { throw null } }', { errorType: 'Runtime.MarshalError' }],
];

const NODE_ANSWERS: readonly (readonly [what: string, body: string])[] = [
  ['prints when stdout is closed', 'require("node:fs").closeSync(1); console.log("x"); process.stdout.write("x")'],
  ['replaces JSON', 'globalThis.JSON = { parse() { throw 1 }, stringify() { throw 2 } }'],
  ['replaces Promise', 'globalThis.Promise = undefined'],
];

const NODE_CRASHES: readonly Case[] = [
  ['a timer throws an object without a prototype', 'setTimeout(() => { throw Object.create(null) }, 1)', NO_TEXT],
  [
    'a promise is rejected with it',
    'void Promise.reject(Object.create(null))',
    { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: NO_TEXT.errorMessage },
  ],
];

describe.each(NODES)('Bad input: throwing a non-Error, throwing in async code, closing or replacing stdout: %s', (node) => {
  const start = (source: string) => RuntimeProcess.start('node', node, { 'app.js': source }, 'app.handler');
  const functionOf = (body: string) => `exports.handler = async (event) => { if (event === 1) return 'next'; ${body}; return 'answer'; };`;

  test.each(NODE_ERRORS)('%s is told, and the next event is answered', TIMEOUT, async (_what, body, document) => {
    const { runtime } = await start(functionOf(body));
    const { type, text } = await runtime.call('0');
    expect([type, JSON.parse(text)]).toEqual([FrameType.error, expect.objectContaining(document)]);
    expect((await runtime.call('1')).text).toBe('"next"');
  });

  test.each(NODE_ANSWERS)('a handler that %s has its answer, and the next event is answered', TIMEOUT, async (_what, body) => {
    const { runtime } = await start(functionOf(body));
    expect((await runtime.call('0')).text).toBe('"answer"');
    expect((await runtime.call('1')).text).toBe('"next"');
  });

  test.each(NODE_CRASHES)('%s: the invocation that waits is told', TIMEOUT, async (_what, body, document) => {
    const { runtime } = await start(functionOf(`${body}; await new Promise(() => {})`));
    const { type, text } = await runtime.call('0');
    expect([type, JSON.parse(text)]).toEqual([FrameType.crash, expect.objectContaining(document)]);
  });

  test('a promise that the handler leaves rejected is told to its own invocation, not to the next one', TIMEOUT, async () => {
    const { runtime } = await start(functionOf('void Promise.reject(new RangeError("m"))'));
    const { type, text } = await runtime.call('0');
    expect([type, JSON.parse(text)]).toMatchObject([FrameType.crash, { errorType: 'Runtime.UnhandledPromiseRejection' }]);
  });

  test.each([
    ['a text that is larger than an answer', 'throw new Error("x".repeat(10_000_000))', TOO_LARGE],
    ['an object without a prototype', 'throw Object.create(null)', NO_TEXT],
  ])('throwing at import: %s is told', TIMEOUT, async (_what, source, document) => {
    const { started } = await start(source);
    expect([started.type, JSON.parse(started.text)]).toEqual([FrameType.initFailed, expect.objectContaining(document)]);
  });

  test.each([
    ['while it is loaded', 'await new Promise(() => {});'],
    ['when it has been loaded', 'export const handler = () => {};'],
  ])('throwing at import: a promise that nobody waits for is told %s', TIMEOUT, async (_when, rest) => {
    const source = `void Promise.reject(new TypeError("m"));\n${rest}\n`;
    const { started } = await RuntimeProcess.start('node', node, { 'app.mjs': source }, 'app.handler');
    const document = { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'TypeError: m' };
    expect([started.type, JSON.parse(started.text)]).toMatchObject([FrameType.initFailed, document]);
  });
});
