import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  EVENT_BODY_MAX_BYTES,
  HEADER_MAX_BYTES,
  INVOKE_BODY_MAX_BYTES,
  LOG_KEPT_BYTES,
  LOG_READ_BURST_BYTES,
  LOG_TAIL_BYTES,
  RESPONSE_MAX_BYTES,
  SANDBOX_OPEN_FILES_MAX,
  SANDBOX_PIDS_MAX,
} from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { Answer, TestServer } from '../support/test-server.ts';

const PYTHON = `
import os, sys, threading, time
def handler(event, context):
    do = event.get("do") if isinstance(event, dict) else None
    if do == "answer": return "x" * (event["bytes"] - 2)
    if do == "print":
        for _ in range(event.get("times", 1)): sys.stdout.write("y" * event["bytes"])
        return "printed"
    if do == "files":
        opened = []
        try:
            while len(opened) < event["count"]: opened.append(os.open("/dev/null", os.O_RDONLY))
        except OSError as error:
            # Listing takes the place of the one that is closed.
            os.close(opened.pop()); return [error.errno, len(os.listdir("/proc/self/fd"))]
        finally:
            for descriptor in opened: os.close(descriptor)
        return [0, len(opened)]
    if do == "processes":
        release = threading.Event(); threads = []
        threading.stack_size(65536)
        try:
            while len(threads) < event["count"]:
                thread = threading.Thread(target=release.wait, daemon=True); thread.start(); threads.append(thread)
        except RuntimeError: return ["refused", len(threads)]
        finally:
            release.set()
            for thread in threads: thread.join()
        return ["started", len(threads)]
    return len(event) if isinstance(event, str) else event
`;
const NODE = `
exports.handler = async (event) => {
  if (event.do === 'answer') return 'x'.repeat(event.bytes - 2);
  return typeof event === 'string' ? event.length : event;
};
`;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await server.create('python', { files: { 'app.py': PYTHON }, settings: { Timeout: 60, MemorySize: 512 } });
  await server.create('node', { files: { 'app.js': NODE }, runtime: 'nodejs20.x', settings: { Timeout: 60, MemorySize: 512 } });
  for (const name of ['python', 'node']) await server.invoke(name, '1');
});
afterAll(() => server[Symbol.asyncDispose]());

function jsonText(sizeBytes: number): string {
  return JSON.stringify('z'.repeat(sizeBytes - 2));
}

function expectTooLarge(answer: Answer, message: string): void {
  expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([413, 'RequestEntityTooLargeException']);
  expect(answer.text).toContain(message);
}

describe('Limits: bodies (6 MB, 1 MB events)', () => {
  const TOO_LARGE = `Request must be smaller than ${INVOKE_BODY_MAX_BYTES} bytes for the InvokeFunction operation`;

  test.each([
    ['the short way', {}],
    ['the ordinary way', { 'x-amz-log-type': 'Tail' }],
  ])('INVOKE_BODY_MAX_BYTES: an event at the limit arrives, one past it is 413: %s', async (_way, headers) => {
    for (const name of ['python', 'node']) {
      const answer = await server.invoke(name, jsonText(INVOKE_BODY_MAX_BYTES), headers);
      expect([answer.status, answer.text]).toEqual([200, String(INVOKE_BODY_MAX_BYTES - 2)]);
      expectTooLarge(await server.invoke(name, jsonText(INVOKE_BODY_MAX_BYTES + 1), headers), TOO_LARGE);
    }
    expect((await server.invoke('python', '2')).text).toBe('2');
  });

  test('a body far over the limit is refused with the same words', async () => {
    expectTooLarge(await server.invoke('python', jsonText(3 * INVOKE_BODY_MAX_BYTES)), TOO_LARGE);
  });

  test('INVOKE_BODY_MAX_BYTES: at the limit and one past it for our own API', async () => {
    const invoke = (sizeBytes: number) => server.call('POST', '/v1/functions/python/invoke', jsonText(sizeBytes));
    expect((await invoke(INVOKE_BODY_MAX_BYTES)).text).toBe(String(INVOKE_BODY_MAX_BYTES - 2));
    const refused = await invoke(INVOKE_BODY_MAX_BYTES + 1);
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([413, { error: { code: 'request_too_large' } }]);
  });

  test('EVENT_BODY_MAX_BYTES: an event at the limit is queued, one past it is 413', async () => {
    const event = { 'x-amz-invocation-type': 'Event' };
    expect((await server.invoke('python', jsonText(EVENT_BODY_MAX_BYTES), event)).status).toBe(202);
    const words = `${EVENT_BODY_MAX_BYTES + 1} byte payload is too large for the Event invocation type (limit ${EVENT_BODY_MAX_BYTES} bytes)`;
    expectTooLarge(await server.invoke('python', jsonText(EVENT_BODY_MAX_BYTES + 1), event), words);
  });
});

describe('Limits: response size with the documented error', () => {
  test.each(['python', 'node'])('RESPONSE_MAX_BYTES: an answer at the limit arrives, one past it is an error: %s', async (name) => {
    const ask = (bytes: number) => server.invoke(name, JSON.stringify({ do: 'answer', bytes }));
    const whole = await ask(RESPONSE_MAX_BYTES);
    expect([whole.status, whole.headers.get('x-amz-function-error'), whole.text.length]).toEqual([200, null, RESPONSE_MAX_BYTES]);
    const refused = await ask(RESPONSE_MAX_BYTES + 1);
    expect([refused.status, refused.headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(refused.text)).toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (${RESPONSE_MAX_BYTES} bytes).`,
    });
    expect((await server.invoke(name, '3')).text).toBe('3');
  });
});

const MEBIBYTE = 1024 * 1024;

describe('Limits: log volume', () => {
  const printed = (bytes: number) => server.invoke('python', JSON.stringify({ do: 'print', bytes }), { 'x-amz-log-type': 'Tail' });
  const recordedLog = async (answer: Answer): Promise<string> => {
    const record = await server.call('GET', `/v1/invocations/${answer.headers.get('x-amzn-requestid')}`);
    return (JSON.parse(record.text) as { log: string }).log;
  };

  test('LOG_KEPT_BYTES: a log at the limit is kept whole, and of one past it the log says what is missing', async () => {
    const whole = await recordedLog(await printed(LOG_KEPT_BYTES));
    expect(whole).toContain(`\n${'y'.repeat(LOG_KEPT_BYTES)}\n`);
    expect(whole).not.toContain('dropped');
    const cut = await recordedLog(await printed(LOG_KEPT_BYTES + 1));
    expect(cut).toContain(`\n${'y'.repeat(LOG_KEPT_BYTES)}\nSKEIN\t1 more bytes of output were dropped.\n`);
  });

  test('LOG_READ_BURST_BYTES: what is over it is read later, and every byte of it before the answer is given', async () => {
    const times = LOG_READ_BURST_BYTES / MEBIBYTE + 1;
    const log = await recordedLog(await server.invoke('python', JSON.stringify({ do: 'print', bytes: MEBIBYTE, times })));
    expect(log).toContain(`\nSKEIN\t${times * MEBIBYTE - LOG_KEPT_BYTES} more bytes of output were dropped.\n`);
  });

  test('LOG_TAIL_BYTES: a log that fits is in the answer whole, of a longer one exactly the last bytes are', async () => {
    const tail = (answer: Answer) => Buffer.from(answer.headers.get('x-amz-log-result') ?? '', 'base64');
    expect(tail(await printed(1_000)).toString()).toMatch(/^START RequestId.*\ny{1000}\nEND/);
    const long = await printed(LOG_TAIL_BYTES + 1);
    expect(tail(long)).toHaveLength(LOG_TAIL_BYTES);
    expect((await recordedLog(long)).endsWith(tail(long).toString())).toBe(true);
  });
});

describe('Limits: header and query sizes', () => {
  /** A head of which so many bytes count: the path with its query, and names and values of headers. */
  const head = (method: 'GET' | 'POST', sizeBytes: number, place: 'header' | 'query'): string => {
    const path = method === 'GET' ? '/2015-03-31/functions?Marker=zz' : '/2015-03-31/functions/python/invocations';
    const headers = { Host: '127.0.0.1', 'Content-Length': method === 'GET' ? '0' : '1', 'X-Long': 'x' };
    const filling = 'z'.repeat(sizeBytes - path.length - Object.entries(headers).flat().join('').length);
    const lines = Object.entries(headers).map(
      ([name, value]) => `${name}: ${value}${name === 'X-Long' && place === 'header' ? filling : ''}\r\n`,
    );
    return `${method} ${path}${place === 'query' ? filling : ''} HTTP/1.1\r\n${lines.join('')}\r\n`;
  };
  const send = async (bytes: string): Promise<string> => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(bytes);
    return await text(socket);
  };
  /** What comes first on a connection that stays open. */
  const first = async (bytes: string): Promise<string> => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(bytes);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return chunk.toString();
  };

  test.each(['header', 'query'] as const)('HEADER_MAX_BYTES: a head at the limit is read, one past it is 431: a long %s', async (place) => {
    expect(await first(head('GET', HEADER_MAX_BYTES, place))).toMatch(/^HTTP\/1\.1 200 /);
    const refused = await send(head('GET', HEADER_MAX_BYTES + 1, place));
    expect(refused).toMatch(/^HTTP\/1\.1 431 [^]*\r\nx-amzn-ErrorType: RequestEntityTooLargeException\r\n/);
    expect((await server.call('GET', '/health')).status).toBe(200);
  });

  test('HEADER_MAX_BYTES: an Invoke whose head is at the limit runs, one past it does not', async () => {
    expect(await first(`${head('POST', HEADER_MAX_BYTES, 'header')}7`)).toMatch(/^HTTP\/1\.1 200 OK[^]*\r\n\r\n7$/);
    expect(await send(`${head('POST', HEADER_MAX_BYTES + 1, 'header')}7`)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('Limits of a sandbox', () => {
  test('SANDBOX_OPEN_FILES_MAX: so many descriptors can be open, and the next open fails with EMFILE', async () => {
    const EMFILE = 24;
    const open = async (count: number) =>
      JSON.parse((await server.invoke('python', JSON.stringify({ do: 'files', count }))).text) as unknown;
    expect(await open(100)).toEqual([0, 100]);
    expect(await open(2 * SANDBOX_OPEN_FILES_MAX)).toEqual([EMFILE, SANDBOX_OPEN_FILES_MAX]);
  });

  test.runIf(process.getuid?.() === 0)('SANDBOX_PIDS_MAX: so many processes and threads can live, and the next is refused', async () => {
    const start = async (count: number) =>
      JSON.parse((await server.invoke('python', JSON.stringify({ do: 'processes', count }))).text) as unknown;
    const [what, started] = (await start(2 * SANDBOX_PIDS_MAX)) as [string, number];
    expect(what).toBe('refused');
    // What stands around the function counts too: its own threads, and the first processes of the sandbox.
    expect(started).toBeLessThan(SANDBOX_PIDS_MAX);
    expect(started).toBeGreaterThan(SANDBOX_PIDS_MAX - 10);
    expect(await start(started)).toEqual(['started', started]);
  });
});
