import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { packFiles } from '@skein/packaging';
import { HeldServer } from '../support/held-server.ts';
import { descendantsOf, stillRunning } from '../support/processes.ts';
import type { ProcessIdentity } from '../support/processes.ts';

const ROOT_DIR = path.join(import.meta.dirname, '../..');
const FUNCTIONS = '/2015-03-31/functions';
const CODE = 'import time\ndef handler(event, context):\n    time.sleep(event["seconds"])\n    return "done"';
/** Above the time within which signals are one order. */
const ANOTHER_ORDER_MS = 1_500;

async function startServer(words: readonly string[]): Promise<{ readonly server: HeldServer; readonly url: string }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-stop-signals-'));
  onTestFinished(async () => await rm(dataDir, { recursive: true, force: true }));
  const server = new HeldServer(words, { SKEIN_DATA: dataDir, SKEIN_DRIVER: 'process', WARM_POOL_SIZE: '1' });
  onTestFinished(async () => await server[Symbol.asyncDispose]());
  const url = await server.untilStarts(1);
  await createSleeper(url);
  return { server, url };
}

async function createSleeper(url: string): Promise<void> {
  const zip = await packFiles({ 'app.py': CODE });
  const settings = { Runtime: 'python3.11', Handler: 'app.handler', Role: 'arn:aws:iam::000000000000:role/test', Timeout: 60 };
  await post(url, FUNCTIONS, { FunctionName: 'sleeper', Code: { ZipFile: zip.toString('base64') }, ...settings });
  expect(await sleepFor(url, 0)).toBe('"done"');
}

async function post(url: string, urlPath: string, body: object): Promise<string> {
  return await (await fetch(url + urlPath, { method: 'POST', body: JSON.stringify(body) })).text();
}

function sleepFor(url: string, seconds: number): Promise<string> {
  return post(url, `${FUNCTIONS}/sleeper/invocations`, { seconds });
}

async function untilBusy(url: string): Promise<void> {
  while (!(await (await fetch(`${url}/metrics`)).text()).includes('skein_sandboxes_busy 1\n')) await pause(10);
}

test.each([
  ['the server itself', []],
  ['the process that keeps its port', ['--supervised']],
])(
  'Graceful restart under load: no failed request, also when the signal comes from several sides, as npm and service managers send it: to %s',
  { timeout: 60_000 },
  async (_, words) => {
    const { server, url } = await startServer(words);
    const running = sleepFor(url, 2);
    await untilBusy(url);
    const pids = [server.pid, words.length === 0 ? server.pid : server.serverPid];
    for (const pid of pids) {
      process.kill(pid, 'SIGTERM');
      await pause(50);
    }
    expect(await running).toBe('"done"');
    await server.untilEnded();
    expect(server.exitCode).toBe(0);
  },
);

test('a second order to stop, later, does not wait for what still runs', { timeout: 60_000 }, async () => {
  const { server, url } = await startServer([]);
  const running = sleepFor(url, 50).catch(() => 'cut off');
  await untilBusy(url);
  process.kill(server.pid, 'SIGTERM');
  await pause(ANOTHER_ORDER_MS);
  process.kill(server.pid, 'SIGTERM');
  await server.untilEnded();
  expect(await running).toBe('cut off');
});

test('npm start that is told to stop has the server answer what runs, and leaves nothing behind', { timeout: 60_000 }, async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-stop-signals-'));
  onTestFinished(async () => await rm(dataDir, { recursive: true, force: true }));
  const env = { ...process.env, PORT: '0', DB_PATH: undefined, SKEIN_DATA: dataDir, SKEIN_DRIVER: 'process', WARM_POOL_SIZE: '1' };
  const npm = spawn('npm', ['start'], { cwd: ROOT_DIR, env, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const exited = once(npm, 'exit');
  let started: readonly ProcessIdentity[] = [];
  onTestFinished(() => stillRunning(started).forEach(({ pid }) => process.kill(pid, 'SIGKILL')));
  let url = '';
  for await (const line of createInterface(npm.stdout)) {
    url = /^Skein listens on (\S+);/.exec(line)?.[1] ?? '';
    if (url !== '') break;
  }
  started = descendantsOf(npm.pid ?? 0);
  await createSleeper(url);
  const running = sleepFor(url, 2);
  await untilBusy(url);
  started = descendantsOf(npm.pid ?? 0);
  npm.kill('SIGTERM');
  expect(await running).toBe('"done"');
  expect(await exited).toEqual([0, null]);
  while (stillRunning(started).length > 0) await pause(10);
});
