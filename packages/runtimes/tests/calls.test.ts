import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameType, ProtocolError, decodeCall } from '../src/index.ts';
import { NODES, PYTHONS } from './support/interpreters.ts';
import { RuntimeProcess } from './support/runtime-process.ts';
import type { Family } from './support/runtime-process.ts';

/** As PROTOCOL.md has it; the end-to-end test of forty calls at once holds it against the host's limit. */
const FUNCTION_CALLS_OPEN_MAX = 16;
const TIMEOUT = { timeout: 120_000 };

/** The same functions in both languages. */
const SOURCES: Readonly<Record<Family, Readonly<Record<string, string>>>> = {
  python: {
    'one.py': 'def handler(event, context):\n    return context.invoke("other", event, "7")\n',
    'many.py': `
from concurrent.futures import ThreadPoolExecutor
def handler(event, context):
    with ThreadPoolExecutor(40) as pool:
        return list(pool.map(lambda number: context.invoke("other", number), range(event)))
`,
    'failing.py': `
def handler(event, context):
    try:
        return context.invoke("other")
    except Exception as error:
        return [type(error).__name__, error.error_type, str(error), error.document]
`,
    'leaving.py': `
from threading import Thread
def handler(event, context):
    if event == "leave":
        Thread(target=context.invoke, args=("other", "late"), daemon=True).start()
        return "left"
    return context.invoke("other", event)
`,
  },
  node: {
    'one.js': 'exports.handler = (event, context) => context.invoke("other", event, { qualifier: "7" });',
    'many.js':
      'exports.handler = (event, context) => Promise.all(Array.from({ length: event }, (_, number) => context.invoke("other", number)));',
    'failing.js': `exports.handler = (event, context) =>
      context.invoke("other").catch((error) => ["InvokeError", error.name, error.name + ": " + error.message, error.document]);`,
    'leaving.js': `exports.handler = async (event, context) => {
      if (event !== "leave") return await context.invoke("other", event);
      context.invoke("other", "late");
      return "left";
    };`,
  },
};

const FAMILIES = [...PYTHONS.map((program) => ['python', program] as const), ...NODES.map((program) => ['node', program] as const)];

describe.each(FAMILIES)('the *call* channel, %s %s', (family, program) => {
  async function start(module: string): Promise<RuntimeProcess> {
    return (await RuntimeProcess.start(family, program, SOURCES[family], `${module}.handler`)).runtime;
  }

  test('a function runs another and returns what it returned', TIMEOUT, async () => {
    const runtime = await start('one');
    runtime.onCall = ({ functionName, qualifier, event }, answer) =>
      answer('result', JSON.stringify([functionName, qualifier, JSON.parse(event.toString())]));
    for (const event of [null, 'ü€😀"\n', { a: [1, 2.5] }, 'x'.repeat(1024 * 1024)])
      expect(JSON.parse((await runtime.call(JSON.stringify(event))).text)).toEqual(['other', '7', event]);
  });

  test('many calls at once are answered in any order, and no more are open than the protocol allows', TIMEOUT, async () => {
    const runtime = await start('many');
    const waiting: (() => void)[] = [];
    let mostOpen = 0;
    runtime.onCall = ({ event }, answer) => {
      waiting.push(() => answer('result', String(Number(event.toString()) * 2)));
      mostOpen = Math.max(mostOpen, waiting.length);
      // The last that came is answered first.
      setTimeout(() => waiting.pop()?.(), 5);
    };
    const expected = Array.from({ length: 100 }, (_, number) => number * 2);
    expect(JSON.parse((await runtime.call('100')).text)).toEqual(expected);
    expect(mostOpen).toBe(FUNCTION_CALLS_OPEN_MAX);
  });

  test.each(['error', 'refused'] as const)('a call that ends as %s raises, with the document of what went wrong', TIMEOUT, async (kind) => {
    const runtime = await start('failing');
    const document = { errorType: 'ValueError', errorMessage: 'no good' };
    runtime.onCall = (_call, answer) => answer(kind, JSON.stringify(document));
    expect(JSON.parse((await runtime.call('1')).text)).toEqual(['InvokeError', 'ValueError', 'ValueError: no good', document]);
  });

  test('a call that is left open neither holds up the answer nor gets into the next invocation', TIMEOUT, async () => {
    const runtime = await start('leaving');
    const late: (() => void)[] = [];
    runtime.onCall = ({ event }, answer) => {
      if (event.toString() === '"late"') late.push(() => answer('result', '"late"'));
      else answer('result', event.toString());
    };
    for (let round = 0; round < 20; round += 1) {
      expect(await runtime.call('"leave"')).toMatchObject({ type: FrameType.result, text: '"left"' });
      late.splice(0).forEach((answer) => answer());
      expect((await runtime.call(String(round))).text).toBe(String(round));
    }
  });
});

test('a child of the function cannot call in its name', TIMEOUT, async () => {
  const source = `
import os
def handler(event, context):
    context.invoke("other")
    read_end, write_end = os.pipe()
    if os.fork() == 0:
        try:
            context.invoke("other")
        except RuntimeError as error:
            os.write(write_end, str(error).encode())
        os._exit(0)
    return os.read(read_end, 1000).decode()
`;
  const { runtime } = await RuntimeProcess.start('python', PYTHONS[0] ?? '', { 'app.py': source }, 'app.handler');
  let calls = 0;
  runtime.onCall = (_call, answer) => {
    calls += 1;
    answer('result', 'null');
  };
  expect(JSON.parse((await runtime.call('1')).text)).toContain("only the function's own process");
  expect(calls).toBe(1);
});

test('whatever a CALL holds, it is read or refused as a broken protocol', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(callWithHead)), (bytes) => {
      try {
        expect(typeof decodeCall(Buffer.from(bytes)).functionName).toBe('string');
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }),
  );
  expect(decodeCall(callWithHead('{"functionName":"f","qualifier":"1"}'))).toEqual({
    call: 1,
    functionName: 'f',
    qualifier: '1',
    event: Buffer.from('{}'),
  });
});

function callWithHead(head: string): Buffer {
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(1, 0);
  prefix.writeUInt32LE(Buffer.byteLength(head), 4);
  return Buffer.concat([prefix, Buffer.from(head), Buffer.from('{}')]);
}
