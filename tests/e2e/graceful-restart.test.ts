import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packFiles } from '@skein/packaging';
import { ServerProcess } from '../support/server-process.ts';

const FUNCTIONS = '/2015-03-31/functions';
const CODE = `
import time
def handler(event, context):
    time.sleep(event["seconds"])
    return event
`;

interface Answer {
  readonly status: number;
  readonly connection: string | undefined;
  readonly text: string;
}

let dataDir: string;
let server: ServerProcess | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'skein-graceful-'));
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function start(variables: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  server = await ServerProcess.start({ SKEIN_DATA: dataDir, SKEIN_DRIVER: 'process', WARM_POOL_SIZE: '1', ...variables });
  return server;
}

async function send(url: string, urlPath: string, body: object, agent?: Agent, headers: Record<string, string> = {}): Promise<Answer> {
  const content = JSON.stringify(body);
  const sent = request(url + urlPath, {
    method: 'POST',
    headers: { 'content-length': content.length, ...headers },
    ...(agent && { agent }),
  });
  sent.end(content);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, connection: response.headers.connection, text: await text(response) };
}

function invoke(url: string, seconds: number, agent?: Agent, headers?: Record<string, string>): Promise<Answer> {
  return send(url, `${FUNCTIONS}/sleeper/invocations`, { seconds }, agent, headers);
}

async function createSleeper(url: string): Promise<void> {
  const zip = await packFiles({ 'app.py': CODE });
  const settings = { Runtime: 'python3.11', Handler: 'app.handler', Role: 'arn:aws:iam::000000000000:role/test', Timeout: 60 };
  const created = await send(url, FUNCTIONS, { FunctionName: 'sleeper', Code: { ZipFile: zip.toString('base64') }, ...settings });
  expect(created.status).toBe(201);
}

/** Resolves when so many calls run. */
async function untilBusy(url: string, count: number): Promise<void> {
  while (!(await (await fetch(`${url}/metrics`)).text()).includes(`skein_sandboxes_busy ${count}\n`)) await pause(10);
}

/** Resolves when nobody listens any more. */
async function untilRefused(url: string): Promise<void> {
  for (;;) {
    const error = await invoke(url, 0).then(
      () => undefined,
      (thrown: NodeJS.ErrnoException) => thrown,
    );
    if (error?.code === 'ECONNREFUSED') return;
    await pause(5);
  }
}

/** How a client's calls went: those that were refused a connection were sent again. */
interface Tally {
  answered: number;
  readonly failures: string[];
}

/** Calls again and again on one connection for as long as the server lets it. Every other client is answered by the ordinary HTTP server. */
async function callUntil(stopped: AbortSignal, url: string, client: number, tally: Tally): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers: Record<string, string> = client % 2 === 0 ? {} : { 'x-amz-log-type': 'Tail' };
  for (let call = 0; !stopped.aborted; call += 1) {
    try {
      const { status, text: body } = await invoke(url, (call % 5) / 100, agent, headers);
      if (status === 200 && body.includes('seconds')) tally.answered += 1;
      else tally.failures.push(`client ${client}, call ${call}: ${status} ${body}`);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ECONNREFUSED') tally.failures.push(`client ${client}, call ${call}: ${message}`);
      await pause(5);
    }
  }
  agent.destroy();
}

describe('Graceful restart under load: no failed request', () => {
  test('for clients on kept-alive connections that call again when a connection is refused', { timeout: 170_000 }, async () => {
    const first = await start();
    await createSleeper(first.url);
    await invoke(first.url, 0);
    const { port } = new URL(first.url);
    const stopped = new AbortController();
    const tally: Tally = { answered: 0, failures: [] };
    const clients = Array.from({ length: 6 }, (_, client) => callUntil(stopped.signal, first.url, client, tally));
    for (let restart = 0; restart < 3; restart += 1) {
      const before = tally.answered;
      while (tally.answered < before + 20 && tally.failures.length === 0) await pause(10);
      await server?.stop();
      await start({ PORT: port });
    }
    const before = tally.answered;
    while (tally.answered < before + 20 && tally.failures.length === 0) await pause(10);
    stopped.abort();
    await Promise.all(clients);
    expect(tally.failures).toEqual([]);
  });

  test('a call that runs when the server is told to stop is answered, and nobody new gets in', { timeout: 120_000 }, async () => {
    const { url } = await start();
    await createSleeper(url);
    await invoke(url, 0);
    const agent = new Agent({ keepAlive: true });
    const calls = [invoke(url, 2, agent), invoke(url, 2, agent, { 'x-amz-log-type': 'Tail' })];
    await untilBusy(url, calls.length);
    const stopping = server?.stop();
    await untilRefused(url);
    for (const answer of await Promise.all(calls))
      expect(answer).toMatchObject({ status: 200, connection: 'close', text: '{"seconds": 2}' });
    await stopping;
  });

  test('what takes longer than DRAIN_SECONDS is refused, and the server ends', { timeout: 120_000 }, async () => {
    const { url } = await start({ DRAIN_SECONDS: '1' });
    await createSleeper(url);
    await invoke(url, 0);
    const calls = [invoke(url, 50), invoke(url, 50, undefined, { 'x-amz-log-type': 'Tail' })];
    await untilBusy(url, calls.length);
    await server?.stop();
    for (const answer of await Promise.all(calls)) {
      expect(answer).toMatchObject({ status: 500, connection: 'close', text: expect.stringContaining('shutting down') });
    }
  });

  test('an event that is cut short is no failure of its function and runs again after the start', { timeout: 120_000 }, async () => {
    const { url } = await start({ DRAIN_SECONDS: '0' });
    await createSleeper(url);
    await invoke(url, 0);
    const headers = { 'x-amz-invocation-type': 'Event' };
    expect((await invoke(url, 2, undefined, headers)).status).toBe(202);
    await untilBusy(url, 1);
    await server?.stop();
    const again = await start();
    const waiting = (await (await fetch(`${again.url}/v1/events`)).json()) as { events: { status: string; attempts: number }[] };
    expect(waiting.events).toMatchObject([{ status: 'QUEUED', attempts: 0 }]);
    for (let left = 1; left > 0; await pause(50)) {
      left = ((await (await fetch(`${again.url}/v1/events`)).json()) as typeof waiting).events.length;
    }
    const { invocations } = (await (await fetch(`${again.url}/v1/invocations?status=SUCCEEDED&limit=1`)).json()) as {
      invocations: object[];
    };
    expect(invocations).toMatchObject([{ functionName: 'sleeper', kind: 'event' }]);
  });
});
