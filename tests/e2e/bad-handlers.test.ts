import { RESPONSE_MAX_BYTES } from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { countProcesses } from '../support/processes.ts';
import { startTestServer } from '../support/test-server.ts';
import type { Answer, TestServer } from '../support/test-server.ts';

/** Far more than any of these takes: it only ends a test that hangs. */
const TIMEOUT = { timeout: 120_000 };
const TIMEOUT_SECONDS = 3;
/** Of functions that only do much, on a machine that may be busy. */
const PATIENT_SECONDS = 60;

const PYTHON = `
import asyncio, atexit, ctypes, os, signal, subprocess, sys, threading, time
def handler(event, context):
    do = event.get("do")
    if do == "no JSON": return {1, 2}
    if do == "NaN": return float("nan")
    if do == "10 MB": return "x" * (10 * 1024 * 1024)
    if do == "print 100 MB":
        for _ in range(100): sys.stdout.write("y" * 1048575 + "\\n")
        return "printed"
    if do == "close stdout":
        os.close(1); sys.stdout.close()
        return "closed"
    if do == "replace stdout":
        sys.stdout = open(os.devnull, "w"); os.dup2(sys.stdout.fileno(), 1); print("nobody reads this")
        return "replaced"
    if do == "_exit": os._exit(7)
    if do == "exit with -1": sys.exit(-1)
    if do == "SIGKILL": os.kill(os.getpid(), signal.SIGKILL)
    if do == "segfault": ctypes.string_at(0)
    if do == "overflow": return recurse(0)
    if do == "atexit":
        atexit.register(loop); sys.exit(1)
    if do == "sleep in C": ctypes.PyDLL(None).sleep(60)
    if do == "throw text": raise "just text"
    if do == "async": return asyncio.run(fail())
    if do == "never": return asyncio.run(asyncio.Event().wait())
    if do == "task that fails":
        threading.Thread(target=recurse, args=(0,)).start()
        return "answered"
    if do == "daemon":
        subprocess.Popen(["sh", "-c", "sleep 0.2; echo late"], start_new_session=True)
        return "left"
    return event
async def fail():
    await asyncio.sleep(0)
    raise ValueError("later")
def loop():
    while True: time.sleep(1)
def recurse(n): return recurse(n + 1) + 1
`;

const NODE = `
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const { PassThrough } = require('node:stream');
const recurse = (n) => recurse(n + 1) + 1;
exports.handler = async (event) => {
  switch (event.do) {
    case 'no JSON': return 10n;
    case 'throw text': throw 'just text';
    case 'async': await new Promise((done, fail) => setImmediate(() => fail(new RangeError('later')))); return;
    case 'uncaught': setImmediate(() => { throw new RangeError('outside') }); return new Promise(() => setTimeout(() => {}, 60000));
    case '10 MB': return 'x'.repeat(10 * 1024 * 1024);
    case 'print 100 MB': for (let i = 0; i < 100; i++) console.log('y'.repeat(1048575)); return 'printed';
    case 'close stdout': fs.closeSync(1); return 'closed';
    case 'replace stdout': {
      Object.defineProperty(process, 'stdout', { value: new PassThrough() });
      process.stdout.write('nobody reads this');
      return 'replaced';
    }
    case 'NaN': return NaN;
    case 'exit hook loops': process.on('exit', () => { for (;;); }); process.exit(1);
    case '_exit': process.exit(7);
    case 'SIGKILL': process.kill(process.pid, 'SIGKILL'); return new Promise(() => setTimeout(() => {}, 60000));
    case 'segfault': process.kill(process.pid, 'SIGSEGV'); return new Promise(() => setTimeout(() => {}, 60000));
    case 'overflow': return recurse(0);
    case 'never': return new Promise(() => setTimeout(() => {}, 60000));
    case 'loop': for (;;);
    case 'daemon': spawn('sh', ['-c', 'sleep 0.2; echo late'], { detached: true, stdio: 'inherit' }).unref(); return 'left';
  }
  return event;
};
`;

const LARGE = { errorType: 'Function.ResponseSizeTooLarge' };
const EXIT = { errorType: 'Runtime.ExitError' };
const LATE = { errorType: 'Sandbox.Timedout' };

const FAILURES: readonly (readonly [runtime: string, what: string, document: object])[] = [
  ['python', 'no JSON', { errorType: 'Runtime.MarshalError' }],
  ['python', 'NaN', { errorType: 'Runtime.MarshalError' }],
  ['python', '10 MB', LARGE],
  ['python', '_exit', { ...EXIT, errorMessage: expect.stringContaining('exit status 7') }],
  ['python', 'exit with -1', { ...EXIT, errorMessage: expect.stringContaining('exit status 255') }],
  ['python', 'SIGKILL', EXIT],
  ['python', 'segfault', { ...EXIT, errorMessage: expect.stringContaining('segmentation fault') }],
  ['python', 'overflow', { errorType: 'RecursionError' }],
  ['python', 'sleep in C', LATE],
  ['python', 'throw text', { errorType: 'TypeError' }],
  ['python', 'async', { errorType: 'ValueError', errorMessage: 'later' }],
  ['python', 'never', LATE],
  ['node', 'throw text', { errorMessage: 'just text' }],
  ['node', 'async', { errorType: 'RangeError', errorMessage: 'later' }],
  ['node', 'uncaught', { errorType: 'RangeError', errorMessage: 'outside' }],
  ['node', '10 MB', LARGE],
  ['node', '_exit', { ...EXIT, errorMessage: expect.stringContaining('exit status 7') }],
  ['node', 'SIGKILL', EXIT],
  ['node', 'segfault', { ...EXIT, errorMessage: expect.stringContaining('segmentation fault') }],
  ['node', 'overflow', { errorType: 'RangeError' }],
  ['node', 'never', LATE],
  ['node', 'loop', LATE],
  ['node', 'exit hook loops', { errorType: expect.stringMatching(/Runtime\.ExitError|Sandbox\.Timedout/) }],
];

const LOADING: readonly (readonly [name: string, runtime: string, file: string, source: string, handler: string])[] = [
  ['handler missing', 'python3.11', 'app.py', 'x = 1', 'app.handler'],
  ['module missing', 'python3.11', 'other.py', 'x = 1', 'app.handler'],
  ['throwing at import', 'python3.11', 'app.py', 'raise KeyError("at import")', 'app.handler'],
  ['handler missing', 'nodejs20.x', 'app.js', 'exports.x = 1', 'app.handler'],
  ['module missing', 'nodejs20.x', 'other.js', 'exports.x = 1', 'app.handler'],
  ['throwing at import', 'nodejs20.x', 'app.js', 'throw new TypeError("at import")', 'app.handler'],
  ['throwing a non-Error at import', 'nodejs20.x', 'app.js', 'throw "text"', 'app.handler'],
];

/** Writes frames of its own to the pipe of the answers, whose descriptor a runtime is told as its last argument. */
const FORGER = `
import os, struct
OUTCOME = int(open("/proc/self/cmdline").read().split("\\0")[-2])
def forge(kind, invocation, payload):
    rest = struct.pack("<IBBHI", len(payload), kind, 0, 0, invocation) + payload
    while rest: rest = rest[os.write(OUTCOME, rest):]
def handler(event, context):
    if "kind" in event: forge(event["kind"], event.get("invocation", 1), b'"' + b"x" * event.get("bytes", 0) + b'"')
    return event
`;
const PROTOCOL = { errorType: 'Runtime.ProtocolError' };

describe('Bad input, all with the documented error in bounded time, the server up, nothing left', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
    const settings = { Timeout: TIMEOUT_SECONDS, MemorySize: 256 };
    await server.create('python', { files: { 'app.py': PYTHON }, settings });
    await server.create('node', { files: { 'app.js': NODE }, runtime: 'nodejs20.x', settings });
    const patient = { ...settings, Timeout: PATIENT_SECONDS };
    await server.create('python-patient', { files: { 'app.py': PYTHON }, settings: patient });
    await server.create('node-patient', { files: { 'app.js': NODE }, runtime: 'nodejs20.x', settings: patient });
    await server.create('neighbour', { files: { 'app.py': PYTHON }, settings: patient });
  });

  afterAll(() => server[Symbol.asyncDispose]());

  const run = async (name: string, what: string): Promise<Answer> => await server.invoke(name, JSON.stringify({ do: what }));

  /** The function answers again, and so does another one. */
  const expectUnharmed = async (name: string): Promise<void> => {
    expect(JSON.parse((await run(name, 'echo')).text)).toEqual({ do: 'echo' });
    expect(JSON.parse((await run('neighbour', 'echo')).text)).toEqual({ do: 'echo' });
  };

  test.each(FAILURES)('%s: %s', TIMEOUT, async (name, what, document) => {
    const answer = await run(name, what);
    expect([answer.status, answer.headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(answer.text)).toMatchObject(document);
    await expectUnharmed(name);
  });

  test.each([
    ['python', 'print 100 MB', '"printed"'],
    ['python', 'close stdout', '"closed"'],
    ['python', 'replace stdout', '"replaced"'],
    ['node', 'print 100 MB', '"printed"'],
    ['node', 'close stdout', '"closed"'],
    ['node', 'replace stdout', '"replaced"'],
    ['node', 'NaN', 'null'],
    ['python', 'task that fails', '"answered"'],
  ])('%s: %s is the business of the function, and its answer arrives', TIMEOUT, async (name, what, expected) => {
    expect((await run(`${name}-patient`, what)).text).toBe(expected);
    await expectUnharmed(`${name}-patient`);
  });

  test('python: `atexit` loops are ended at the latest with the timeout', TIMEOUT, async () => {
    const answer = await run('python', 'atexit');
    expect(JSON.parse(answer.text)).toMatchObject({ errorType: expect.stringMatching(/Runtime\.ExitError|Sandbox\.Timedout/) });
    await expectUnharmed('python');
  });

  test.each(['python', 'node'])("%s: daemon children that outlive the call write into no other function's log", TIMEOUT, async (name) => {
    expect((await run(name, 'daemon')).text).toBe('"left"');
    await new Promise((done) => setTimeout(done, 400));
    const neighbour = await server.invoke('neighbour', '{"do":"echo"}', { 'x-amz-log-type': 'Tail' });
    expect(Buffer.from(neighbour.headers.get('x-amz-log-result') ?? '', 'base64').toString()).not.toContain('late');
    await expectUnharmed(name);
  });

  test.each([
    ['what only ends the loading', { kind: 0x82 }],
    ['that the loading failed', { kind: 0x83 }],
    ['a second greeting', { kind: 0x81, invocation: 0 }],
    ['the answer of another invocation', { kind: 0x85, invocation: 99 }],
    ['an answer over the limit', { kind: 0x85, bytes: RESPONSE_MAX_BYTES }],
  ])('writing to the pipe of the answers breaks the protocol: %s', TIMEOUT, async (_what, event) => {
    await server.create('forger', { files: { 'app.py': FORGER } });
    const answer = await server.invoke('forger', JSON.stringify(event));
    expect([answer.headers.get('x-amz-function-error'), JSON.parse(answer.text)]).toMatchObject(['Unhandled', PROTOCOL]);
    expect((await server.invoke('forger', '{}')).text).toBe('{}');
  });

  test.each([
    ['a part of a frame', String.raw`\005\000\000`],
    ['the head of a frame', String.raw`\005\000\000\000\205\000\000\000\003\000\000\000`],
    ['no frame', String.raw`\377`.repeat(64)],
  ])(
    'daemon children that outlive the call and write %s to the pipe of the answers do not harm the next call',
    TIMEOUT,
    async (_what, bytes) => {
      const marker = `writes-late-${process.pid}-${bytes.length}`;
      const source = `${FORGER}import subprocess
def handler(event, context):
    if event.get("leaves"): subprocess.Popen(["sh", "-c", r"sleep 2; printf '${bytes}' >/proc/self/fd/%d" % OUTCOME, "${marker}"], pass_fds=[OUTCOME])
    return context.log_stream_name
`;
      await server.create(marker, { files: { 'app.py': source } });
      const before = await server.invoke(marker, '{"leaves":true}');
      expect(before.headers.get('x-amz-function-error')).toBeNull();
      await vi.waitUntil(() => countProcesses(marker) === 0, { timeout: 60_000 });
      await run('neighbour', 'echo');
      const after = await server.invoke(marker, '{}');
      expect([after.status, after.headers.get('x-amz-function-error')]).toEqual([200, null]);
      expect(after.text).not.toBe(before.text);
    },
  );

  test('code that answers while it is loaded breaks the protocol', TIMEOUT, async () => {
    await server.create('answers-early', { files: { 'app.py': `${FORGER}forge(0x85, 0, b'"forged"')\n` } });
    for (let round = 0; round < 2; round += 1) {
      const answer = await server.invoke('answers-early', '{}');
      expect([answer.headers.get('x-amz-function-error'), JSON.parse(answer.text)]).toMatchObject(['Unhandled', PROTOCOL]);
    }
  });

  test.each(LOADING)('%s (%s)', TIMEOUT, async (name, runtime, file, source, handler) => {
    const functionName = `${name}-${runtime}`.replaceAll(/[^a-z0-9]/g, '-');
    await server.create(functionName, { files: { [file]: source }, runtime, handler });
    const answer = await server.invoke(functionName, '{}');
    expect([answer.status, answer.headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    const document = JSON.parse(answer.text) as Record<string, unknown>;
    expect(document).toMatchObject({ errorType: expect.any(String), errorMessage: expect.any(String) });
    await expectUnharmed('neighbour');
  });
});
