import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SkeinError } from '@skein/contracts';
import { expect, test } from 'vitest';
import { findLauncherPython } from '../../src/launcher/find-launcher-python.ts';
import { LauncherClient } from '../../src/launcher/launcher-client.ts';
import { openPipe } from '../../src/launcher/open-pipe.ts';
import { openTestLauncher, processRequest } from '../support/launcher-fixture.ts';
import { temporaryFolder } from '../support/folders.ts';
import { silentLogger } from '../support/test-runtimes.ts';
import { processesWith, uniqueSleep, until } from '../support/processes.ts';

const shell = (script: string): string[] => ['/bin/sh', '-c', script];

test('a sandbox ends with the status of its main process', async () => {
  const { launcher, runDir } = await openTestLauncher();
  const ends = async (name: string, script: string): Promise<unknown> =>
    await (
      await launcher.start(processRequest(runDir, name, shell(script)))
    ).exited;
  expect(await ends('zero', ':')).toMatchObject({ code: 0, signal: null, outOfMemory: false });
  expect(await ends('seven', 'exit 7')).toMatchObject({ code: 7, signal: null });
  expect(await ends('killed', 'kill -9 $$')).toMatchObject({ code: null, signal: 'SIGKILL' });
  expect(await ends('terminated', 'kill -15 $$')).toMatchObject({ code: null, signal: 'SIGTERM' });
});

test('a program that cannot be run is refused with the reason', async () => {
  const { launcher, runDir } = await openTestLauncher();
  const start = launcher.start(processRequest(runDir, 'none', ['/nonexistent/program']));
  await expect(start).rejects.toThrow(/No such file or directory/);
  await expect(start).rejects.toMatchObject({ code: 'sandbox_failed' });
  expect(await (await launcher.start(processRequest(runDir, 'next', shell('exit 3')))).exited).toMatchObject({ code: 3 });
});

test('a sandbox whose control group cannot be made is refused with the reason, and the next ones start', async (context) => {
  const { launcher, runDir } = await openTestLauncher();
  const start = async (number: number) => await launcher.start(processRequest(runDir, `number ${number}`, ['/bin/sleep', '100']));
  const { usage } = await start(0);
  if (!('peakPath' in usage)) return context.skip('no control groups here');
  const groups = path.dirname(path.dirname(usage.peakPath));
  // Further on than the groups that are made in advance.
  await mkdir(path.join(groups, 'sandbox-9'));
  const started = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(start));
  const reasons = started.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  // None is refused when the process that was to be it had ended before anybody wanted it.
  expect(reasons.length).toBeLessThanOrEqual(1);
  for (const reason of reasons) expect(reason).toContain('File exists');
  await start(11);
});

test('two sandboxes cannot have the same name', async () => {
  const { launcher, runDir } = await openTestLauncher();
  await launcher.start(processRequest(runDir, 'name', ['/bin/sleep', '100']));
  await expect(launcher.start(processRequest(runDir, 'name', ['/bin/sleep', '100']))).rejects.toThrow(/already/);
});

test('kill ends a whole tree, also what left the session, and a dead sandbox can be killed again', async () => {
  const { launcher, runDir } = await openTestLauncher();
  const seconds = uniqueSleep();
  const script = `setsid sleep ${seconds} & (sleep ${seconds} &) ; setsid sh -c 'sleep ${seconds} & wait' & wait`;
  const { exited } = await launcher.start(processRequest(runDir, 'tree', shell(script)));
  await until(async () => (await processesWith(`sleep ${seconds}`)).length >= 3);
  await launcher.kill('tree');
  expect(await exited).toMatchObject({ signal: 'SIGKILL' });
  expect(await processesWith(`sleep ${seconds}`)).toEqual([]);
  await launcher.kill('tree');
});

test('when the main process ends, what it started ends with it', async () => {
  const { launcher, runDir } = await openTestLauncher();
  const seconds = uniqueSleep();
  const { exited } = await launcher.start(processRequest(runDir, 'daemon', shell(`setsid sleep ${seconds} & exit 5`)));
  expect(await exited).toMatchObject({ code: 5 });
  expect(await processesWith(`sleep ${seconds}`)).toEqual([]);
});

test('many sandboxes at once neither mix nor leave anything', async () => {
  const { launcher, runDir } = await openTestLauncher();
  const codes = Array.from({ length: 40 }, (_, index) => index + 1);
  const exits = await Promise.all(
    codes.map(async (code) => await (await launcher.start(processRequest(runDir, `s${code}`, shell(`exit ${code}`)))).exited),
  );
  expect(exits.map(({ code }) => code)).toEqual(codes);
  await until(async () => (await readdir(path.join(runDir, 'sandboxes'))).length === 0);
});

test('the server can read the log to its end after the sandbox is gone', async () => {
  const { launcher, runDir } = await openTestLauncher();
  const program = 'import os; os.read(1022, 1); os.write(1, b"one\\n"); os.write(2, b"two\\n")';
  const { exited } = await launcher.start(processRequest(runDir, 'log', [await findLauncherPython('test'), '-I', '-S', '-c', program]));
  const channelDir = path.join(runDir, 'sandboxes', 'log', 'channel');
  const log = openPipe(path.join(channelDir, 'log'));
  await writeFile(path.join(channelDir, 'command'), '.');
  const chunks: Buffer[] = [];
  for await (const chunk of log) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toBe('one\ntwo\n');
  await exited;
});

test('when the launcher dies its sandboxes are dead, requests say so, and the next one starts it anew', async () => {
  const { launcher, runDir } = await openTestLauncher();
  const seconds = uniqueSleep();
  const { exited } = await launcher.start(processRequest(runDir, 'orphan', shell(`setsid sleep ${seconds} & sleep ${seconds}`)));
  await until(async () => (await processesWith(`sleep ${seconds}`)).length >= 2);
  const [launcherProcess] = await processesWith(`launcher.py ${runDir}`);
  const waiting = launcher.start(processRequest(runDir, 'never', ['/bin/sleep', '100'])).then(
    () => undefined,
    (error: unknown) => error,
  );
  process.kill(launcherProcess?.pid ?? NaN, 'SIGKILL');
  expect(await exited).toMatchObject({ code: null, signal: 'SIGKILL' });
  const error = await waiting;
  if (error !== undefined) expect(error).toMatchObject({ code: 'driver_unavailable' });
  await until(async () => (await processesWith(`sleep ${seconds}`)).length === 0);
  expect(await (await launcher.start(processRequest(runDir, 'orphan', shell('exit 4')))).exited).toMatchObject({ code: 4 });
});

test('a launcher that cannot be started is reported as a driver that cannot be used', async () => {
  const runDir = await temporaryFolder();
  const options = { driver: 'test', pythonPath: '/nonexistent/python3', runDir, prepare: { namespaces: false }, logger: silentLogger };
  const launcher = new LauncherClient(options);
  await expect(launcher.capabilities()).rejects.toMatchObject({ code: 'driver_unavailable' });
  await expect(launcher.capabilities()).rejects.toBeInstanceOf(SkeinError);
  await launcher.close();
});

test('after it was closed nothing can be started, and its folder is gone', async () => {
  const { launcher, runDir } = await openTestLauncher();
  await launcher.start(processRequest(runDir, 'last', ['/bin/sleep', '100']));
  await launcher.close();
  expect(existsSync(runDir)).toBe(false);
  await expect(launcher.start(processRequest(runDir, 'late', ['/bin/true']))).rejects.toMatchObject({ code: 'driver_unavailable' });
});

test.runIf(process.platform === 'linux')('a launcher that may not open enough files says so, or raises its limit', async () => {
  const python = await findLauncherPython('test');
  const limited = `import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
sys.path.insert(0, sys.argv[1])
import spawn
spawn.allow_many_descriptors()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[1])`;
  const folder = fileURLToPath(new URL('../../src/launcher', import.meta.url));
  const asUsual = spawnSync(python, ['-c', limited, folder], { encoding: 'utf8' });
  if (asUsual.status === 0) expect(asUsual.stdout).toBe('1024\n');
  else expect(asUsual.stderr).toContain('only 256 files may be open at once, and sandboxes need 1024: raise the limit (ulimit -n)');
});
