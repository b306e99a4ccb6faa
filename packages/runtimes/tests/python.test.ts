import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameType } from '../src/index.ts';
import { PYTHONS } from './support/interpreters.ts';
import { RuntimeProcess } from './support/runtime-process.ts';

const TIMEOUT = { timeout: 120_000 };

describe.each(PYTHONS)('Runtimes Python 3.9+ as found on the machine: %s', (python) => {
  async function start(source: string, files: Readonly<Record<string, string>> = {}, handler = 'app.handler', changes: object = {}) {
    return await RuntimeProcess.start('python', python, { 'app.py': source, ...files }, handler, changes);
  }
  async function echo() {
    return (await start('def handler(event, context):\n    return event\n')).runtime;
  }

  test('any JSON value, unicode, quotes, newlines pass unchanged', TIMEOUT, async () => {
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
    expect(JSON.parse((await runtime.call('1e400')).text)).toMatchObject({ errorType: 'Runtime.MarshalError' });
    for (const text of ['"\\ud800"', '"ü€😀\\u0000\\"\\n"', '123456789012345678901234567890', '-0.0', ' {"a" : [1] } '])
      expect((await runtime.call(text)).type).toBe(FrameType.result);
  });

  test('6 MB bodies pass unchanged, and an answer over its limit is the documented error', TIMEOUT, async () => {
    const runtime = await echo();
    const large = JSON.stringify('x'.repeat(6 * 1024 * 1024 - 2));
    expect((await runtime.call(large)).text).toBe(large);
    const { runtime: small } = await start('def handler(event, context):\n    return "x" * event\n', {}, 'app.handler', {
      maxResponseBytes: 100,
    });
    expect(await small.call('98')).toMatchObject({ type: FrameType.result });
    const tooLarge = await small.call('99');
    expect(tooLarge.type).toBe(FrameType.error);
    expect(JSON.parse(tooLarge.text)).toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (100 bytes).',
    });
  });

  test('bytes are the answer as they are', async () => {
    const { runtime } = await start('def handler(event, context): return b\'{"a": 1}\'\n');
    expect((await runtime.call('1')).text).toBe('{"a": 1}');
  });

  test('an event that is no JSON is told, and the next one is answered', async () => {
    const runtime = await echo();
    for (const text of ['', '{', 'nonsense', '{"a":1}x', '\ufeff1']) expect((await runtime.call(text)).type).toBe(FrameType.invalidEvent);
    expect((await runtime.call('1')).text).toBe('1');
  });

  test.each(['{', '{"a" 1}', '{"a":1,}', '[1 2]', '"\t"', '"abc', String.raw`"\x41"`, String.raw`"\ud8`, 'NaN', ''])(
    'an event that is no JSON is told also when it is the first: %s',
    TIMEOUT,
    async (text) => {
      const runtime = await echo();
      expect((await runtime.call(text)).type).toBe(FrameType.invalidEvent);
      expect((await runtime.call('1')).text).toBe('1');
    },
  );

  test('and where the function has a module by the name of json', TIMEOUT, async () => {
    const { runtime } = await start('import json\ndef handler(event, context):\n    return json.MINE\n', { 'json.py': 'MINE = 7\n' });
    for (const text of ['"\t"', '', '{}x']) expect((await runtime.call(text)).type).toBe(FrameType.invalidEvent);
    expect((await runtime.call('1')).text).toBe('7');
  });

  test('`handler(event, context)`, sync and async', async () => {
    const source =
      'import asyncio\nasync def handler(event, context):\n    await asyncio.sleep(0.01)\n    return [event, context.aws_request_id]\n';
    const { runtime } = await start(source);
    for (const id of ['8f5c8f6e-0000-4000-8000-000000000001', '8f5c8f6e-0000-4000-8000-000000000002'])
      expect(JSON.parse((await runtime.call('1', { requestId: id })).text)).toEqual([1, id]);
  });

  test('Context complete as in Lambda, also `request_id`', async () => {
    const source = `
def handler(event, context):
    client = context.client_context
    return {
        "name": context.function_name, "version": context.function_version, "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb, "id": context.aws_request_id, "short": context.request_id,
        "group": context.log_group_name, "stream": context.log_stream_name,
        "left": 0 < context.get_remaining_time_in_millis() <= 60000,
        "identity": [context.identity.cognito_identity_id, context.identity.cognito_identity_pool_id],
        "client": client and [client.custom, client.env, client.client.app_title],
        "environment": __import__("os").environ["USERS_OWN"],
    }
`;
    const { runtime } = await start(source);
    const requestId = '8f5c8f6e-0000-4000-8000-000000000003';
    const clientContext = { custom: { a: 'b' }, env: { c: 'd' }, client: { app_title: 'title' } };
    const answer = await runtime.call('{}', { requestId, extras: { clientContext } });
    expect(JSON.parse(answer.text)).toEqual({
      name: 'tested',
      version: '$LATEST',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:tested',
      memory: '128',
      id: requestId,
      short: requestId,
      group: '/aws/lambda/tested',
      stream: '2026/11/21/[$LATEST]0',
      left: true,
      identity: [null, null],
      client: [{ a: 'b' }, { c: 'd' }, 'title'],
      environment: 'value',
    });
    expect(JSON.parse((await runtime.call('{}')).text)).toMatchObject({ client: null });
  });

  test("nothing printed by Python, C or a child process ever reaches the result, or another invocation's log", TIMEOUT, async () => {
    const source = `
import ctypes, os, subprocess, sys
def handler(event, context):
    print("python", event)
    sys.stderr.write("error %s\\n" % event)
    os.write(1, b"descriptor %d\\n" % event)
    subprocess.run(["sh", "-c", "echo child %d" % event])
    ctypes.CDLL(None).printf(b"c %d\\n", event)
    sys.stdout.write("unended %d" % event)
    return event
`;
    const { runtime } = await start(source);
    for (const event of [1, 2, 3]) {
      const { text, log } = await runtime.call(String(event));
      expect(text).toBe(String(event));
      for (const word of ['python', 'error', 'descriptor', 'child', 'c', 'unended']) expect(log).toContain(`${word} ${event}`);
      expect(log).not.toMatch(new RegExp(` (?!${event})\\d`));
    }
  });

  test.each(['function', 'channel', 'json_text', 'serve', 'loader', 'errors', 'output'])(
    'a function may have a module named %s',
    async (name) => {
      const { runtime } = await start(`import ${name}\ndef handler(event, context):\n    return ${name}.VALUE\n`, {
        [`${name}.py`]: 'VALUE = "own"\n',
      });
      expect((await runtime.call('1')).text).toBe('"own"');
    },
  );

  test.each([
    ['throws', 'raise ValueError("no good")', 'ValueError', 'no good'],
    ['exits', 'raise SystemExit(3)', undefined, undefined],
    ['returns what is no JSON', 'return {1, 2}', 'Runtime.MarshalError', expect.stringContaining('Unable to marshal response: ')],
    ['recurses without end', 'return handler(event, context)', 'RecursionError', expect.any(String)],
  ])('a handler that %s', async (_, body, errorType, errorMessage) => {
    const { runtime } = await start(`def handler(event, context):\n    ${body}\n`);
    const { type, text } = await runtime.call('1');
    if (errorType === undefined) {
      expect([type, text]).toEqual([0, '3']);
      return;
    }
    expect(type).toBe(FrameType.error);
    expect(JSON.parse(text)).toMatchObject({ errorType, errorMessage, requestId: expect.any(String), stackTrace: expect.any(Array) });
  });

  test.each([
    ['a missing module', 'absent.handler', '', 'Runtime.ImportModuleError', "Unable to import module 'absent'"],
    ['a missing handler', 'app.absent', '', 'Runtime.HandlerNotFound', "Handler 'absent' missing on module 'app'"],
    ['a syntax error', 'app.handler', 'def (', 'Runtime.UserCodeSyntaxError', "Syntax error in module 'app'"],
    ['an error at import', 'app.handler', 'raise KeyError("x")', 'KeyError', "'x'"],
  ])('%s is told when the code is loaded', async (_, handler, source, errorType, errorMessage) => {
    const { started } = await start(source, {}, handler);
    expect(started.type).toBe(FrameType.initFailed);
    const document = JSON.parse(started.text) as { errorType: string; errorMessage: string };
    expect(document.errorType).toBe(errorType);
    expect(document.errorMessage).toContain(errorMessage);
  });

  test('a child that the function forked does not answer for it', async () => {
    const source = 'import os\ndef handler(event, context):\n    child = os.fork()\n    return "child" if child == 0 else "parent"\n';
    const { runtime } = await start(source);
    for (let round = 0; round < 3; round += 1) expect((await runtime.call('1')).text).toBe('"parent"');
  });

  test('DRAIN and the end of the host end the runtime', async () => {
    const drained = await echo();
    drained.drain();
    expect(await drained.exit).toBe(0);
    const abandoned = await echo();
    abandoned.hangUp();
    expect(await abandoned.exit).toBe(0);
  });

  test('Python is started isolated: nothing of the host can be imported', async () => {
    const { runtime } = await start(
      'import sys\ndef handler(event, context):\n    return [path for path in sys.path if "site-packages" in path or "dist-packages" in path]\n',
    );
    expect((await runtime.call('1')).text).toBe('[]');
  });
});
