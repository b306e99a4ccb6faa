import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { access, constants, mkdir, mkdtemp, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
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
const MEMORY_GROUPS = path.join(CONTROL_GROUPS, 'memory');
const OTHER_GROUP = 'skein-test-elsewhere-';
/** Where version 1 limits memory, and we may make groups. */
const hasOtherGroup = await access(path.join(MEMORY_GROUPS, 'cgroup.procs'), constants.W_OK).then(
  () => true,
  () => false,
);
/** Of the fields of /proc/<pid>/stat, from 0; the name of Node.js has no space in it. */
const START_FIELD = 21;

async function otherGroup(): Promise<string> {
  const group = await mkdtemp(path.join(MEMORY_GROUPS, OTHER_GROUP));
  // Gone before the test ends, if it went well.
  onTestFinished(async () => await rmdir(group).catch(() => undefined));
  return group;
}

interface TestServer {
  readonly process: ChildProcess;
  readonly folder: string;
  readonly sleeps: readonly string[];
}

/** A server, in a control group of its own for memory if one is named. */
async function startServer(driver: DriverName, memoryGroup?: string): Promise<TestServer> {
  const folder = await temporaryFolder();
  const sleeps = [uniqueSleep(), uniqueSleep()];
  const program = [process.execPath, SERVER, driver, folder, ...sleeps];
  const enter = memoryGroup === undefined ? '' : `echo $$ > ${memoryGroup}/cgroup.procs && `;
  const child = spawn('/bin/sh', ['-c', `${enter}exec "$@"`, 'sh', ...program], { stdio: ['ignore', 'pipe', 'inherit'] });
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

  test.skipIf(reason || !hasOtherGroup)(
    `when both were killed and the next server starts elsewhere in the hierarchy of control groups (needs root)${because(reason)}`,
    async () => {
      const group = await otherGroup();
      const server = await startServer(driver, group);
      expect((await leftovers(server)).filter((folder) => folder.startsWith(group))).not.toEqual([]);
      for (const { pid } of await childrenOf(server.process.pid)) process.kill(pid, 'SIGKILL');
      server.process.kill('SIGKILL');
      await until(async () => (await runningSleeps(server)) === 0);
      await openDriver(driver, { options: { temporaryDir: server.folder } });
      await until(async () => (await leftovers(server)).length === 0);
    },
  );

  test.skipIf(reason)(`when the number of the dead server belongs to another process by now${because(reason)}`, async () => {
    const folder = await temporaryFolder();
    const ticks = (await readFile(`/proc/${process.pid}/stat`, 'utf8')).split(' ').at(START_FIELD) ?? '';
    const leave = async (name: string, lock: string): Promise<void> => {
      await mkdir(path.join(folder, name));
      await writeFile(path.join(folder, name, 'launcher.lock'), lock);
    };
    await leave(`skein-${process.pid}-dead`, String(Number(ticks) - 1));
    await leave(`skein-${process.pid}-ours`, ticks);
    await leave(`skein-${process.pid}-unknown`, '');
    await openDriver(driver, { options: { temporaryDir: folder } });
    await until(async () => !(await readdir(folder)).includes(`skein-${process.pid}-dead`));
    expect(await readdir(folder)).toEqual(expect.arrayContaining([`skein-${process.pid}-ours`, `skein-${process.pid}-unknown`]));
  });

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
