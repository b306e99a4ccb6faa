import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameType } from '../src/index.ts';
import { NODES } from './support/interpreters.ts';
import { RuntimeProcess } from './support/runtime-process.ts';

const TIMEOUT = { timeout: 120_000 };

describe.each(NODES)('Runtimes Node 20+ as found on the machine: %s', (node) => {
  async function start(source: string, file = 'index.mjs', handler = 'index.handler', changes: object = {}) {
    return await RuntimeProcess.start('node', node, { [file]: source }, handler, changes);
  }
  async function echo() {
    return (await start('export const handler = async (event) => event;')).runtime;
  }

  test('any JSON value, unicode, quotes, newlines, 6 MB bodies pass unchanged', TIMEOUT, async () => {
    const runtime = await echo();
    await fc.assert(
      fc.asyncProperty(fc.json(), async (event) => {
        const { type, text } = await runtime.call(event);
        expect(type).toBe(FrameType.result);
        // Not the value it was made of: -0 has no text of its own.
        expect(JSON.parse(text)).toEqual(JSON.parse(event));
      }),
      { numRuns: 25 },
    );
    const large = JSON.stringify('x'.repeat(6 * 1024 * 1024 - 2));
    expect((await runtime.call(large)).text).toBe(large);
  });

  test('an event that is no JSON is told, and the next one is answered', async () => {
    const runtime = await echo();
    for (const text of ['', '{', 'nonsense', '{"a":1}x']) expect((await runtime.call(text)).type).toBe(FrameType.invalidEvent);
    expect((await runtime.call('1')).text).toBe('1');
  });

  test.each([
    ['CommonJS', 'index.js', 'exports.handler = async (event) => [event];'],
    ['CommonJS by its name', 'index.cjs', 'exports.handler = async (event) => [event];'],
    ['ES modules', 'index.mjs', 'export const handler = async (event) => [event];'],
    ['sync', 'index.mjs', 'export const handler = (event) => Promise.resolve([event]);'],
    ['callbacks', 'index.js', 'exports.handler = (event, context, callback) => setTimeout(() => callback(null, [event]), 2);'],
  ])('Node CommonJS, ES modules, callbacks: %s', async (_, file, source) => {
    expect((await (await start(source, file)).runtime.call('7')).text).toBe('[7]');
  });

  test('Context complete as in Lambda, also `request_id`', async () => {
    const source = `export const handler = async (event, context) => ({
      ...context, left: context.getRemainingTimeInMillis() > 0, own: process.env.USERS_OWN,
      names: ['done', 'fail', 'succeed', 'getRemainingTimeInMillis'].map((name) => typeof context[name]),
    });`;
    const requestId = '8f5c8f6e-0000-4000-8000-000000000001';
    const { text } = await (await start(source)).runtime.call('{}', { requestId, extras: { clientContext: { custom: { a: 'b' } } } });
    expect(JSON.parse(text)).toMatchObject({
      functionName: 'tested',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:tested',
      memoryLimitInMB: '128',
      awsRequestId: requestId,
      request_id: requestId,
      logGroupName: '/aws/lambda/tested',
      logStreamName: '2026/11/21/[$LATEST]0',
      callbackWaitsForEmptyEventLoop: true,
      clientContext: { custom: { a: 'b' } },
      left: true,
      own: 'value',
      names: ['function', 'function', 'function', 'function'],
    });
  });

  test("nothing printed by the function or a child process ever reaches the result, or another invocation's log", TIMEOUT, async () => {
    const source = `import { execFileSync } from 'node:child_process';
import { writeSync } from 'node:fs';
export const handler = async (event) => {
  console.log('console', event); console.error('error', event); process.stdout.write('raw ' + event + '\\n');
  writeSync(1, 'descriptor ' + event + '\\n'); execFileSync('sh', ['-c', 'echo child ' + event], { stdio: 'inherit' });
  return event;
};`;
    const { runtime } = await start(source);
    for (const event of [1, 2, 3]) {
      const { text, log } = await runtime.call(String(event));
      expect(text).toBe(String(event));
      for (const word of ['console', 'error', 'raw', 'descriptor', 'child']) expect(log).toContain(`${word} ${event}`);
    }
  });

  test.each([
    ['throws', 'throw new TypeError("no good")', 'TypeError', 'no good'],
    ['throws a string', 'throw "text"', expect.any(String), expect.stringContaining('text')],
    ['throws nothing', 'throw undefined', expect.any(String), expect.any(String)],
    ['rejects later', 'await null; throw new RangeError("later")', 'RangeError', 'later'],
    ['returns a BigInt', 'return 1n', expect.any(String), expect.stringContaining('BigInt')],
    ['returns a circle', 'const a = {}; a.a = a; return a', expect.any(String), expect.stringContaining('circular')],
  ])('a handler that %s', async (_, body, errorType, errorMessage) => {
    const { runtime } = await start(`export const handler = async () => { ${body} };`);
    const { type, text } = await runtime.call('1');
    expect(type).toBe(FrameType.error);
    expect(JSON.parse(text)).toMatchObject({ errorType, errorMessage, trace: expect.any(Array) });
  });

  test('what JSON has no word for is null, as in Lambda', async () => {
    for (const body of ['return undefined', 'return NaN', 'return () => {}']) {
      const { runtime } = await start(`export const handler = async () => { ${body} };`);
      expect((await runtime.call('1')).text).toBe('null');
    }
  });

  test.each([
    ['a missing module', 'absent.handler', '', 'Runtime.ImportModuleError'],
    ['a missing handler', 'index.absent', '', 'Runtime.HandlerNotFound'],
    ['a syntax error', 'index.handler', 'export const =', 'Runtime.UserCodeSyntaxError'],
    ['an error at import', 'index.handler', 'throw new EvalError("x");', 'EvalError'],
  ])('%s is told when the code is loaded', async (_, handler, source, errorType) => {
    const { started } = await start(source, 'index.mjs', handler);
    expect(started.type).toBe(FrameType.initFailed);
    expect(JSON.parse(started.text)).toMatchObject({ errorType });
  });

  test('an exit and an error outside the handler end the runtime, and are not answers', async () => {
    const exits = await start('export const handler = async () => process.exit(3);');
    expect(await exits.runtime.call('1')).toMatchObject({ type: 0, text: '3' });
    const late = await start(
      'export const handler = () => { setTimeout(() => { throw new Error("late"); }, 1); return new Promise(() => {}); };',
    );
    const answer = await late.runtime.call('1');
    expect(answer.type).toBe(FrameType.crash);
  });

  test('DRAIN and the end of the host end the runtime', async () => {
    const drained = await echo();
    drained.drain();
    expect(await drained.exit).toBe(0);
    const abandoned = await echo();
    abandoned.hangUp();
    expect(await abandoned.exit).toBe(0);
  });
});
