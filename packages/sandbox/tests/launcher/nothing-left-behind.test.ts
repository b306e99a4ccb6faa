import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DriverName } from '../../src/index.ts';
import { because, bubblewrapMissing, openDriver } from '../support/driver-fixture.ts';
import { interpreterOf } from '../support/interpreters.ts';
import { temporaryFolder } from '../support/folders.ts';
import { childrenOf, processesWith, uniqueSleep, until } from '../support/processes.ts';

const SERVER = fileURLToPath(new URL('../support/server-program.ts', import.meta.url));
/** Drivers are told to end at different times after so many starts, in ms. */
const STARTING_MAX_MS = 24;
const STARTING_STEP_MS = 2;
const STARTS_AT_ONCE = 3;
const CONTROL_GROUPS = '/sys/fs/cgroup';

interface TestServer {
  readonly process: ChildProcess;
  readonly folder: string;
  readonly sleeps: readonly string[];
}

async function startServer(driver: DriverName): Promise<TestServer> {
  const folder = await temporaryFolder();
  const sleeps = [uniqueSleep(), uniqueSleep()];
  const child = spawn(process.execPath, [SERVER, driver, folder, ...sleeps], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const server = { process: child, folder, sleeps };
  await until(async () => (await runningSleeps(server)) === sleeps.length);
  return server;
}

async function runningSleeps({ sleeps }: TestServer): Promise<number> {
  return (await Promise.all(sleeps.map(async (seconds) => await processesWith(`sleep ${seconds}`)))).flat().length;
}

/** Folders of control groups and run folders that bear the server's process id. */
async function leftovers({ process: child, folder }: TestServer): Promise<string[]> {
  const prefix = `skein-${child.pid}-`;
  const groups = await readdir(CONTROL_GROUPS, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = [...groups, ...(await readdir(folder, { withFileTypes: true }))];
  return names
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(prefix))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

const DRIVERS: readonly [DriverName, string | false][] = [
  ['process', false],
  ['bubblewrap', await bubblewrapMissing()],
];

describe.each(DRIVERS)('%s driver: nothing is left behind', (driver, reason) => {
  test.skipIf(reason)(`when the server is killed with -9${because(reason)}`, async () => {
    const server = await startServer(driver);
    server.process.kill('SIGKILL');
    await until(async () => (await runningSleeps(server)) === 0);
    await until(async () => (await leftovers(server)).length === 0);
    await until(async () => (await processesWith(server.folder)).length === 0);
    expect(await loopFilesBelow(server.folder)).toEqual([]);
    expect(await mountsBelow(server.folder)).toEqual([]);
  });

  test.skipIf(reason)(
    `when the server and the launcher are killed with -9 at once, after the next server has started${because(reason)}`,
    async () => {
      const server = await startServer(driver);
      for (const { pid } of await childrenOf(server.process.pid)) process.kill(pid, 'SIGKILL');
      server.process.kill('SIGKILL');
      await until(async () => (await runningSleeps(server)) === 0);
      await openDriver(driver, { options: { temporaryDir: server.folder } });
      await until(async () => (await leftovers(server)).length === 0);
      expect(await loopFilesBelow(server.folder)).toEqual([]);
    },
  );

  test.skipIf(reason)(`when it is told to end while sandboxes start${because(reason)}`, { timeout: 120_000 }, async () => {
    for (let waitMs = 0; waitMs < STARTING_MAX_MS; waitMs += STARTING_STEP_MS) {
      const folder = await temporaryFolder();
      const opened = await openDriver(driver, { options: { dataDir: folder, temporaryDir: folder } });
      const code = opened.takesCodeLater ? {} : { code: { codeDir: folder, memoryMb: 128, ephemeralStorageMb: 512 } };
      const request = { interpreter: interpreterOf('python'), network: 'none', ...code } as const;
      const starts = Array.from({ length: STARTS_AT_ONCE }, () => opened.start({ id: randomUUID(), ...request }));
      const settled = Promise.allSettled(starts);
      await pause(waitMs);
      await opened.close();
      await settled;
      expect(await processesWith(folder)).toEqual([]);
      expect(await loopFilesBelow(folder)).toEqual([]);
    }
  });

  test.skipIf(reason)(`but a server that lives keeps what it has when another one starts${because(reason)}`, async () => {
    const server = await startServer(driver);
    await openDriver(driver, { options: { temporaryDir: server.folder } });
    expect(await runningSleeps(server)).toBe(2);
    expect((await leftovers(server)).length).toBeGreaterThan(0);
  });
});

async function mountsBelow(folder: string): Promise<string[]> {
  return (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter((line) => line.includes(folder));
}

/** Files of a folder, named or deleted, that a loop device still holds. */
async function loopFilesBelow(folder: string): Promise<string[]> {
  const devices = (await readdir('/sys/block')).filter((name) => name.startsWith('loop'));
  const files = await Promise.all(
    devices.map(async (name) => await readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => '')),
  );
  return files.filter((file) => file.includes(folder));
}
