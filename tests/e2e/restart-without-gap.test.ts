import { mkdtemp, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { BoundSocket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { packFiles } from '@skein/packaging';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallingClients } from '../support/calling-clients.ts';
import { HeldServer } from '../support/held-server.ts';
import { descendantsOf, stillRunning } from '../support/processes.ts';

const FUNCTIONS = '/2015-03-31/functions';
const CODE = `
import time
def handler(event, context):
    time.sleep(event["seconds"])
    return event
`;
const ACTIVATE = '/usr/bin/systemd-socket-activate';
const ANALYZE = '/usr/bin/systemd-analyze';
const UNITS = path.resolve(import.meta.dirname, '../../examples/systemd');
const missing = existsSync(ACTIVATE) && existsSync(ANALYZE) ? '' : ' (skipped: needs systemd)';

let dir: string;
let variables: Readonly<Record<string, string>>;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'skein-gap-'));
  variables = { SKEIN_DATA: path.join(dir, 'data'), SKEIN_DRIVER: 'process', WARM_POOL_SIZE: '1' };
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function post(url: string, body: object): Promise<number> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  await response.arrayBuffer();
  return response.status;
}

/** Creates the function `sleeper`, which answers with its event after `seconds`; says where it is invoked. */
async function createSleeper(url: string): Promise<string> {
  const ZipFile = (await packFiles({ 'app.py': CODE })).toString('base64');
  const settings = { Runtime: 'python3.11', Handler: 'app.handler', Role: 'arn:aws:iam::000000000000:role/test', Timeout: 60 };
  expect(await post(url + FUNCTIONS, { FunctionName: 'sleeper', Code: { ZipFile }, ...settings })).toBe(201);
  const invokeUrl = `${url}${FUNCTIONS}/sleeper/invocations`;
  expect(await post(invokeUrl, { seconds: 0 })).toBe(200);
  return invokeUrl;
}

const shortNap = (call: number): object => ({ seconds: (call % 5) / 100 });

describe('Graceful restart under load: no failed request', () => {
  test('not for clients that open a connection for each request, and not for those that keep one', { timeout: 240_000 }, async () => {
    await using held = new HeldServer(['--supervised'], variables);
    const invokeUrl = await createSleeper(await held.untilStarts(1));
    const clients = new CallingClients();
    for (let client = 0; client < 8; client += 1) clients.add(invokeUrl, client % 2 === 0, shortNap);
    for (let restart = 1; restart <= 4; restart += 1) {
      await clients.untilAnswered(60);
      held.signal('SIGHUP');
      await held.untilStarts(restart + 1);
    }
    await clients.untilAnswered(60);
    await clients.stop();
    expect(clients.failures).toEqual([]);
    expect(held.starts).toBe(5);
  });

  test('a request that comes while no server is there is answered by the next one', { timeout: 120_000 }, async () => {
    await using held = new HeldServer(['--supervised'], variables);
    const invokeUrl = await createSleeper(await held.untilStarts(1));
    const long = post(invokeUrl, { seconds: 2 });
    const { serverPid } = held;
    await pause(200);
    held.signal('SIGHUP');
    // While the long call holds up the end of the old server, nobody accepts these.
    const late = Promise.all(Array.from({ length: 20 }, () => post(invokeUrl, { seconds: 0 })));
    expect(await long).toBe(200);
    expect(new Set(await late)).toEqual(new Set([200]));
    await held.untilStarts(2);
    expect(held.serverPid).not.toBe(serverPid);
  });
});

describe('kill -9 of the server behind a port that is kept', () => {
  test('fails the requests in flight and no other: those that wait are answered by the next server', { timeout: 240_000 }, async () => {
    await using held = new HeldServer(['--supervised'], variables);
    const invokeUrl = await createSleeper(await held.untilStarts(1));
    const clients = new CallingClients();
    const count = 8;
    for (let client = 0; client < count; client += 1) clients.add(invokeUrl, false, shortNap);
    for (let kill = 1; kill <= 2; kill += 1) {
      await clients.untilAnswered(60, count * (kill - 1));
      const failedBefore = clients.failures.length;
      process.kill(held.serverPid, 'SIGKILL');
      const killedMs = performance.now();
      await held.untilStarts(kill + 1);
      await clients.untilAnswered(60, count * kill);
      const failed = clients.failures.slice(failedBefore);
      expect(failed.length).toBeLessThanOrEqual(count);
      expect(failed.filter(({ begunMs }) => begunMs > killedMs)).toEqual([]);
    }
    await clients.stop();
    expect(held.complaints).toContain('The server has ended with SIGKILL; the next one starts');
  });

  test('leaves nothing when the process that keeps the port is killed as well', { timeout: 120_000 }, async () => {
    await using held = new HeldServer(['--supervised'], variables);
    await held.untilStarts(1);
    const started = descendantsOf(held.pid);
    expect(started.length).toBeGreaterThan(1);
    held.signal('SIGKILL');
    await held.untilEnded();
    while (stillRunning(started).length > 0) await pause(20);
  });
});

describe('skein up --supervised', () => {
  test('ends with the error of a server that refuses to start', { timeout: 60_000 }, async () => {
    await using held = new HeldServer(['--supervised'], { ...variables, SKEIN_HOST: '0.0.0.0' });
    await held.untilEnded();
    expect(held).toMatchObject({ exitCode: 1, starts: 0 });
    expect(held.complaints).toMatch(/LISTEN_FDS.*0\.0\.0\.0 can be reached from other machines, and there is no key yet/);
  });

  test('says when its port is taken, and who it was handed a socket by is to restart the server', { timeout: 60_000 }, async () => {
    await using first = new HeldServer(['--supervised'], variables);
    const { port } = new URL(await first.untilStarts(1));
    await using second = new HeldServer(['--supervised'], { ...variables, PORT: port });
    await using handed = new HeldServer(['--supervised'], { ...variables, LISTEN_FDS: '1' });
    await Promise.all([second.untilEnded(), handed.untilEnded()]);
    expect(second.complaints).toMatch(/PORT is not valid: .*EADDRINUSE/);
    expect(handed.complaints).toContain('leave out --supervised');
  });
});

/** The sockets that a process has open. */
async function socketsOf(pid: number): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((name) => readlink(path.join(folder, name)).catch(() => '')));
  return links.filter((link) => link.startsWith('socket:'));
}

/** A server that systemd's own program starts at the first connection. It hands on only what it is told to. */
async function activated(address: string): Promise<HeldServer> {
  const words = Object.entries(variables).flatMap(([name, value]) => ['--setenv', `${name}=${value}`]);
  const server = new HeldServer([], {}, [ACTIVATE, ...words, '--listen', address]);
  while (!server.complaints.includes('Listening')) await pause(10);
  return server;
}

describe.skipIf(missing)(`under systemd${missing}`, () => {
  test('the socket that it hands over is served, and no sandbox gets hold of it', { timeout: 120_000 }, async () => {
    const { port } = freeAddress();
    await using server = await activated(`127.0.0.1:${port}`);
    // The first connection is what starts the server; its request waits until then.
    await createSleeper(`http://127.0.0.1:${port}`);
    expect(await server.untilStarts(1)).toBe(`http://127.0.0.1:${port}`);
    const handed = await readlink(`/proc/${server.pid}/fd/3`);
    for (const { pid } of descendantsOf(server.pid)) expect(await socketsOf(pid)).not.toContain(handed);
    server.signal('SIGTERM');
    await server.untilEnded();
    expect(server.exitCode).toBe(0);
  });

  test('an address that others reach needs keys, also when the socket was handed over', { timeout: 60_000 }, async () => {
    const { port } = freeAddress();
    await using server = await activated(`0.0.0.0:${port}`);
    connect(port, '127.0.0.1').on('error', () => undefined);
    await server.untilEnded();
    expect(server.complaints).toContain('0.0.0.0 can be reached from other machines, and there is no key yet');
  });

  test('its own check finds nothing to say about the unit files', async () => {
    const names = ['skein.socket', 'skein.service'];
    for (const name of names) {
      // The check looks for the program.
      const unit = (await readFile(path.join(UNITS, name), 'utf8')).replace('/usr/bin/node', process.execPath);
      await writeFile(path.join(dir, name), unit);
    }
    const { stdout, stderr } = await promisify(execFile)(ANALYZE, ['verify', ...names.map((name) => path.join(dir, name))]);
    expect(stdout + stderr).toBe('');
  });
});

function freeAddress(): { readonly port: number } {
  using bound = new BoundSocket({ host: '127.0.0.1' });
  return bound.address();
}
