import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { CONNECTIONS_MAX } from '@skein/contracts';
import { packFiles } from '@skein/packaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';

const HELD = 10_000;
const AT_ONCE = 200;
const CALLS = 200;
/** For what surrounds the connections in both processes. */
const OTHER_DESCRIPTORS = 500;
const FUNCTIONS = '/2015-03-31/functions';

let dataDir: string;
let server: ServerProcess;
const held: Socket[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'skein-connections-'));
  server = await ServerProcess.start({ SKEIN_DATA: dataDir, DRAIN_SECONDS: '0' });
  const zip = await packFiles({ 'app.py': 'def handler(event, context):\n    return event\n' });
  const Code = { ZipFile: zip.toString('base64') };
  const settings = { Runtime: 'python3.11', Handler: 'app.handler', Role: 'arn:aws:iam::000000000000:role/test' };
  await send('POST', FUNCTIONS, JSON.stringify({ FunctionName: 'echo', ...settings, Code }));
});
afterAll(async () => {
  for (const socket of held) socket.destroy();
  await server[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => socket.destroy());
  return socket;
}

/** Opens connections that say nothing, until so many are held. */
async function hold(count: number): Promise<void> {
  while (held.length < count) held.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - held.length) }, open))));
}

/** Whether the server ends a connection at once instead of answering on it. */
async function isRefused(socket: Socket): Promise<boolean> {
  socket.write('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  return await new Promise((resolve) => {
    socket.once('close', () => resolve(true));
    socket.once('data', () => resolve(false));
  });
}

/** Opens a connection on which the server answers; one that has just ended may still count. */
async function openAnswered(): Promise<Socket> {
  for (;;) {
    const socket = await open();
    if (!(await isRefused(socket))) return socket;
  }
}

/** A request on a connection of its own that ends with it. */
async function send(method: string, urlPath: string, body: string): Promise<string> {
  const sent = request(server.url + urlPath, { method, agent: false });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return await text(answer);
}

const invoke = (body: string): Promise<string> => send('POST', `${FUNCTIONS}/echo/invocations`, body);

const NEEDED = CONNECTIONS_MAX + OTHER_DESCRIPTORS;

/** Whether this process may open that many descriptors, and with it the server: as root, a lower limit is raised. */
function mayOpen(count: number): boolean {
  const { userLimits } = process.report.getReport() as unknown as { userLimits: { open_files: { soft: number | string } } };
  const { soft } = userLimits.open_files;
  if (typeof soft !== 'number' || soft >= count) return true;
  return spawnSync('prlimit', ['--pid', String(process.pid), `--nofile=${count}:${count}`]).status === 0;
}

const missing = mayOpen(NEEDED) ? '' : ` (skipped: needs ${NEEDED} descriptors)`;

// Node.js raises its own limit as far as it may when it starts.
describe.skipIf(missing)(`idle connections: ${HELD} held while calls go on${missing}`, () => {
  test('calls are answered, and no connection was given up', { timeout: 120_000 }, async () => {
    expect(await invoke('0')).toBe('0');
    await hold(HELD);
    for (let call = 0; call < CALLS; call += 1) expect(await invoke(String(call))).toBe(String(call));
    expect(held.filter((socket) => socket.destroyed || socket.readableEnded)).toEqual([]);
    // One that has been idle all the time can still be used.
    expect(await isRefused(held.at(0) ?? (await open()))).toBe(false);
  });

  test('CONNECTIONS_MAX: so many are taken, one past it is refused until another has ended', { timeout: 120_000 }, async () => {
    await hold(CONNECTIONS_MAX - 1);
    held.push(await openAnswered());
    expect(held.filter((socket) => socket.destroyed || socket.readableEnded)).toEqual([]);
    expect(await isRefused(await open())).toBe(true);
    held.pop()?.destroy();
    held.push(await openAnswered());
  });
});
