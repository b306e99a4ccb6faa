import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const PYTHON = `
import os, sys, time, subprocess
runs = 0
def handler(event, context):
    global runs
    runs += 1
    do = event.get("do") if isinstance(event, dict) else None
    if do == "print":
        print("from python")
        os.write(1, b"from the descriptor\\n")
        subprocess.run(["echo", "from a child"])
        return "printed"
    if do == "raise":
        raise ValueError("no good")
    if do == "exit":
        os._exit(3)
    if do == "sleep":
        time.sleep(event["seconds"])
    if do == "remember":
        time.sleep(0.2)
        return {"runs": runs, "pid": os.stat("/proc/self/ns/pid").st_ino, "log": context.log_stream_name}
    if do == "allocate":
        return len(bytearray(400 * 1024 * 1024))
    return event
`;

describe('a Python function behind the Lambda API', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
    await server.create('python', { files: { 'app.py': PYTHON }, settings: { Timeout: 2 } });
  });

  afterAll(() => server[Symbol.asyncDispose]());

  const logOf = (headers: Headers): string => Buffer.from(headers.get('x-amz-log-result') ?? '', 'base64').toString();

  test.each([
    '{"a":[1,2.5,null,true,"x"]}',
    '"quotes \\" and \\n newlines"',
    '"ünï – 日本語 \\ud83d\\ude00"',
    '[]',
    '0',
    'null',
    JSON.stringify('x'.repeat(6 * 1024 * 1024 - 2)),
  ])('any JSON value passes unchanged (case %#)', async (body) => {
    const answer = await server.invoke('python', body);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual(JSON.parse(body));
    expect(answer.headers.get('x-amz-executed-version')).toBe('$LATEST');
  });

  test('nothing printed reaches the result; LogResult has it between START and REPORT', async () => {
    const answer = await server.invoke('python', '{"do":"print"}', { 'x-amz-log-type': 'Tail' });
    expect(answer.text).toBe('"printed"');
    const log = logOf(answer.headers);
    expect(log).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST\nfrom python\nfrom the descriptor\nfrom a child\n/);
    expect(log).toMatch(
      /END RequestId: .*\nREPORT RequestId: .*\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB/,
    );
    const next = await server.invoke('python', '{}', { 'x-amz-log-type': 'Tail' });
    expect(logOf(next.headers)).not.toContain('from');
  });

  test('a handler error is 200, Unhandled, with type, message, request id and stack', async () => {
    const answer = await server.invoke('python', '{"do":"raise"}');
    expect([answer.status, answer.headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    const document = JSON.parse(answer.text) as Record<string, unknown>;
    expect(document).toMatchObject({ errorType: 'ValueError', errorMessage: 'no good', requestId: answer.headers.get('x-amzn-requestid') });
    expect(String(document['stackTrace'])).toContain('in handler');
  });

  test('floci#3154: the timeout is exact and is Sandbox.Timedout, an exit Runtime.ExitError, and both destroy the sandbox', async () => {
    const late = await server.invoke('python', '{"do":"sleep","seconds":30}');
    expect(JSON.parse(late.text)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${late.headers.get('x-amzn-requestid')} Error: Task timed out after 2.00 seconds`,
    });
    const gone = await server.invoke('python', '{"do":"exit"}');
    expect(JSON.parse(gone.text)).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(JSON.parse((await server.invoke('python', '{"do":"remember"}')).text)).toMatchObject({ runs: 1 });
    const record = await server.call('GET', `/v1/invocations/${late.headers.get('x-amzn-requestid')}`);
    expect(record.text).toContain('Task timed out after 2.00 seconds');
  });

  test.runIf(process.getuid?.() === 0)('a memory limit that is exceeded is Runtime.OutOfMemory', async () => {
    const answer = await server.invoke('python', '{"do":"allocate"}');
    expect(JSON.parse(answer.text)).toMatchObject({ errorType: 'Runtime.OutOfMemory' });
  });

  test('a broken protocol is Runtime.ProtocolError, at once, and the sandbox is destroyed', async () => {
    // A runtime is told the descriptor of its answers as its last argument.
    const code =
      'import os\ndef handler(event, context):\n    if event: os.write(int(open("/proc/self/cmdline").read().split("\\0")[-2]), b"\\xff" * 64)\n    return context.log_stream_name\n';
    await server.create('garbled', { files: { 'app.py': code } });
    const before = await server.invoke('garbled', 'false');
    expect(JSON.parse((await server.invoke('garbled', 'true')).text)).toMatchObject({ errorType: 'Runtime.ProtocolError' });
    const after = await server.invoke('garbled', 'false');
    expect([before.status, after.status]).toEqual([200, 200]);
    expect(after.text).not.toBe(before.text);
  });

  test('N parallel calls get N sandboxes, and each is used again', async () => {
    const callAll = async (): Promise<Set<string>> => {
      const calls = Array.from({ length: 12 }, () => server.invoke('python', '{"do":"remember"}'));
      return new Set((await Promise.all(calls)).map(({ text }) => (JSON.parse(text) as { log: string }).log));
    };
    let first = await callAll();
    // Where starting one takes seconds, a call that waits for its turn is given one that has come free: the next round needs fewer new ones.
    for (let round = 1; first.size < 12 && round < 10; round += 1) first = await callAll();
    expect(first.size).toBe(12);
    // A call that ends early leaves its sandbox to another, but no new one is made.
    expect([...(await callAll())].filter((sandbox) => !first.has(sandbox))).toEqual([]);
  });

  test('Python imports lazily: the whole runtime is compiled once, and later sandboxes load what was compiled', async () => {
    const code = 'import os, sys\ndef handler(event, context):\n    return os.path.exists(sys.modules["skein_runtime.serve"].__cached__)\n';
    for (let attempt = 0, text = 'false'; text !== 'true' && server.driver === 'bubblewrap'; attempt += 1) {
      expect(attempt).toBeLessThan(50);
      await server.create(`compiled-${attempt}`, { files: { 'app.py': code } });
      ({ text } = await server.invoke(`compiled-${attempt}`, '1'));
    }
  });

  test('bad JSON in the event is the documented 400', async () => {
    const answer = await server.invoke('python', '{"a":');
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([400, 'InvalidRequestContentException']);
  });

  test('invocations by id: never 404 after an answer', async () => {
    const answer = await server.invoke('python', '{"do":"print"}');
    const found = await server.call('GET', `/v1/invocations/${answer.headers.get('x-amzn-requestid')}`);
    expect(found.status).toBe(200);
    expect(JSON.parse(found.text)).toMatchObject({ status: 'SUCCEEDED', functionName: 'python' });
    expect(found.text).toContain('from a child');
  });

  test('a new function is Pending, then Active', async () => {
    const created = await server.create('states', { files: { 'app.py': PYTHON } });
    expect(created.status).toBe(201);
    expect(JSON.parse(created.text)).toMatchObject({ State: 'Pending', StateReasonCode: 'Creating', Version: '$LATEST' });
    await server.invoke('states', '{}');
    const found = await server.call('GET', '/2015-03-31/functions/states');
    expect(JSON.parse(found.text)).toMatchObject({ Configuration: { State: 'Active', LastUpdateStatus: 'Successful' } });
  });

  test('floci#1988: an update runs the new code at once, also where a sandbox of the old code is warm', async () => {
    await server.create('changing', { files: { 'app.py': 'def handler(e, c): return "old"\n' } });
    expect((await server.invoke('changing', '{}')).text).toBe('"old"');
    const { packFiles } = await import('@skein/packaging');
    const zip = await packFiles({ 'app.py': 'def handler(e, c): return "new"\n' });
    const updated = await server.call('PUT', '/2015-03-31/functions/changing/code', { ZipFile: zip.toString('base64') });
    expect(updated.status).toBe(200);
    expect((await server.invoke('changing', '{}')).text).toBe('"new"');
    expect((await server.call('DELETE', '/2015-03-31/functions/changing')).status).toBe(204);
    expect((await server.invoke('changing', '{}')).status).toBe(404);
  });

  test('a page in a browser cannot use the port: other hosts and origins are refused', async () => {
    const answer = await server.call('GET', '/2015-03-31/functions', undefined, { origin: 'http://evil.example' });
    expect(answer.status).toBe(403);
  });
});
