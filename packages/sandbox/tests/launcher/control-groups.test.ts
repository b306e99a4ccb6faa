import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { sandboxLimits } from '../../src/drivers/sandbox-limits.ts';
import { findLauncherPython } from '../../src/launcher/find-launcher-python.ts';
import { temporaryFolder } from '../support/folders.ts';
import { openTestLauncher } from '../support/launcher-fixture.ts';

const LAUNCHER_DIR = fileURLToPath(new URL('../../src/launcher', import.meta.url));

/** Runs a statement of the launcher's own code on a control group whose folder is the given one; what the statement prints. */
async function runOnGroup(version: 1 | 2, folder: string, statement: string): Promise<string> {
  const source = `
import json, sys
sys.path.insert(0, sys.argv[1])
from control_groups import ControlGroup
group = ControlGroup(dict.fromkeys(["memory", "pids", "cpu"${version === 1 ? ', "cpuacct"' : ''}], sys.argv[2]), ${version})
${statement}`;
  const { stdout } = await promisify(execFile)(await findLauncherPython('test'), ['-I', '-B', '-c', source, LAUNCHER_DIR, folder]);
  return stdout.trim();
}

/** Has the launcher's own code write limits into a folder that looks like a control group, and reads back what it wrote. */
async function writtenLimits(version: 1 | 2, existing: readonly string[], memoryMb: number): Promise<Record<string, string>> {
  const folder = await temporaryFolder();
  for (const name of existing) await writeFile(path.join(folder, name), '');
  const limits = JSON.stringify(sandboxLimits('python', 'proportional', memoryMb));
  await runOnGroup(version, folder, `group.limit(json.loads(${JSON.stringify(limits)}))`);
  const names = await readdir(folder);
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const)));
}

test('limits for memory, processes and CPU: control groups version 2', async () => {
  const files = ['memory.max', 'memory.swap.max', 'pids.max', 'cpu.weight', 'cpu.max'];
  expect(await writtenLimits(2, files, 1_769)).toEqual({
    'memory.max': String(1_769 * 1024 * 1024),
    'memory.swap.max': '0',
    'pids.max': '1024',
    'cpu.weight': '100',
    'cpu.max': '100000 100000',
  });
});

test('limits for memory, processes and CPU: control groups version 1', async () => {
  const files = ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes', 'pids.max', 'cpu.shares', 'cpu.cfs_period_us', 'cpu.cfs_quota_us'];
  expect(await writtenLimits(1, files, 128)).toEqual({
    'memory.limit_in_bytes': String(128 * 1024 * 1024),
    'memory.memsw.limit_in_bytes': String(128 * 1024 * 1024),
    'pids.max': '1024',
    'cpu.shares': '71',
    'cpu.cfs_period_us': '100000',
    'cpu.cfs_quota_us': '7235',
  });
});

describe.runIf(process.getuid?.() === 0)('as root', () => {
  test('every controller that the machine has is used, also one that nobody has passed on to the groups below', async () => {
    const { launcher } = await openTestLauncher();
    const { controlGroups } = await launcher.capabilities();
    expect(controlGroups?.controllers).toEqual(await offeredControllers(controlGroups?.version));
  });
});

/** What the topmost group of version 2 has, or what there is a hierarchy of version 1 for. */
async function offeredControllers(version: 1 | 2 | undefined): Promise<readonly string[]> {
  const ofVersion2 = await readFile('/sys/fs/cgroup/cgroup.controllers', 'utf8').catch(() => '');
  const mounts = await readFile('/proc/self/mountinfo', 'utf8');
  // What was used of the processor is counted by a controller of its own in version 1 only.
  return ['cpu', ...(version === 1 ? ['cpuacct'] : []), 'memory', 'pids'].filter(
    (name) => ofVersion2.split(/\s+/).includes(name) || new RegExp(`- cgroup .*\\b${name}\\b`).test(mounts),
  );
}

test('control groups version 1: what is in transit on connections is limited too, where the kernel can', async () => {
  const name = 'memory.kmem.tcp.limit_in_bytes';
  const files = ['memory.limit_in_bytes', name, 'pids.max', 'cpu.shares', 'cpu.cfs_period_us', 'cpu.cfs_quota_us'];
  expect((await writtenLimits(1, files, 128))[name]).toBe(String(8 * 1024 * 1024));
});

test('a start in the background is idle for the kernel until it is limited again, and then weighs what it should', async (context) => {
  const runFolder = await mkdtemp(path.join(await temporaryFolder(), `skein-${process.pid}-`));
  const [wide, narrow] = [sandboxLimits('python', 'one-core'), sandboxLimits('python', 'one-core', 1_769 / 2)];
  const source = `
import json, os, sys
sys.path.insert(0, sys.argv[1])
from find_control_groups import find_control_groups
groups = find_control_groups(sys.argv[2])
cpu = None
if groups is not None and "cpu" in groups.controllers:
    group = groups.new()
    group.create()
    cpu = group._folders["cpu"]
def read(*names):
    paths = [os.path.join(cpu, name) for name in names]
    return next((int(open(path).read()) for path in paths if os.path.exists(path)), None)
def now():
    return [read("cpu.idle"), read("cpu.shares", "cpu.weight")]
seen = None
if cpu is not None and os.path.exists(os.path.join(cpu, "cpu.idle")):
    seen = {}
    for name, limits, in_background in json.loads(sys.argv[3]):
        group.limit(limits, in_background)
        seen[name] = now()
if cpu is not None:
    group.try_remove()
if groups is not None:
    groups.remove()
print(json.dumps(seen))`;
  const steps = JSON.stringify([
    ['background', wide, true],
    ['foreground', wide, false],
    ['background again', wide, true],
    ['function', narrow, false],
  ]);
  const { stdout } = await promisify(execFile)(await findLauncherPython('test'), [
    '-I',
    '-B',
    '-c',
    source,
    LAUNCHER_DIR,
    runFolder,
    steps,
  ]);
  const seen = JSON.parse(stdout) as Record<string, readonly [number, number]> | null;
  if (seen === null) return context.skip('no idle control groups here');
  expect(seen['background']?.[0]).toBe(1);
  expect(seen['background again']?.[0]).toBe(1);
  const usual = seen['foreground']?.[1];
  expect([100, 1024]).toContain(usual);
  expect(seen['foreground']).toEqual([0, usual]);
  expect(seen['function']).toEqual([0, (usual ?? 0) / 2]);
});

test('where the kernel does not account for swap there is no limit of it to write', async () => {
  const files = ['memory.limit_in_bytes', 'pids.max', 'cpu.shares', 'cpu.cfs_period_us', 'cpu.cfs_quota_us'];
  expect(Object.keys(await writtenLimits(1, files, 128)).toSorted()).toEqual(files.toSorted());
});

test('a weight can be changed afterwards, and what was used of the processor can be read, in both versions', async () => {
  const folder = await temporaryFolder();
  for (const name of ['cpu.weight', 'cpu.shares']) await writeFile(path.join(folder, name), '');
  expect(await runOnGroup(2, folder, 'group.weigh(58); group.weigh(10_000); print(group.processor_path())')).toBe(`${folder}/cpu.stat`);
  expect(await readFile(path.join(folder, 'cpu.weight'), 'utf8')).toBe('10000');
  expect(await runOnGroup(1, folder, 'group.weigh(10_000); print(group.processor_path())')).toBe(`${folder}/cpuacct.usage`);
  expect(await readFile(path.join(folder, 'cpu.shares'), 'utf8')).toBe('102400');
});

test('version 1 without the controller that counts: what was used of the processor cannot be read', async () => {
  const folder = await temporaryFolder();
  expect(await runOnGroup(1, folder, 'del group._folders["cpuacct"]; print(group.processor_path())')).toBe('None');
});
