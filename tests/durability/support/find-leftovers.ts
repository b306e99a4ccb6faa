import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { descendantsOf, stillRunning } from '../../support/processes.ts';
import type { ProcessIdentity } from '../../support/processes.ts';

const CONTROL_GROUPS = '/sys/fs/cgroup';
const BLOCK_DEVICES = '/sys/block';

export interface Places {
  readonly dataDir: string;
  /** Where servers make the folders of their sandboxes. */
  readonly temporaryDir: string;
}

/** What servers that are gone have started. */
export interface Gone {
  readonly serverPids: ReadonlySet<number>;
  readonly processes: readonly ProcessIdentity[];
}

/** What dead servers have left on the machine beside the one that runs now, if one does. */
export async function findLeftovers(places: Places, gone: Gone, runningPid: number | undefined): Promise<readonly string[]> {
  const found = await Promise.all([
    findFolders(places, runningPid),
    findControlGroups(gone),
    findMounts(places),
    findDisks(places, runningPid),
  ]);
  const processes = stillRunning(gone.processes).map(({ pid }) => `the process ${pid} still runs`);
  return [...processes, ...found.flat()];
}

async function findFolders({ dataDir, temporaryDir }: Places, runningPid: number | undefined): Promise<readonly string[]> {
  const runDirs = (await readdir(temporaryDir)).filter((name) => name.startsWith('skein-') && !name.startsWith(`skein-${runningPid}-`));
  const unpacking = (await readdir(path.join(dataDir, 'code'))).filter((name) => name.startsWith('.'));
  const packages = await readdir(path.join(dataDir, 'packages'), { recursive: true });
  return [...runDirs, ...unpacking, ...packages.filter((name) => name.endsWith('.unfinished'))].map(
    (name) => `the folder or file ${name} is left`,
  );
}

async function findControlGroups({ serverPids }: Gone): Promise<readonly string[]> {
  const entries = await readdir(CONTROL_GROUPS, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return names.filter((name) => serverPids.has(Number(/^skein-(\d+)-/.exec(name)?.[1]))).map((name) => `the control group ${name} is left`);
}

async function findMounts({ dataDir, temporaryDir }: Places): Promise<readonly string[]> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  return lines.filter((line) => line.includes(dataDir) || line.includes(temporaryDir)).map((line) => `the mount ${line} is left`);
}

/** Files of the data folder that a loop device holds for somebody else than the server that runs now. */
async function findDisks({ dataDir }: Places, runningPid: number | undefined): Promise<readonly string[]> {
  const pids = new Set(runningPid === undefined ? [] : descendantsOf(runningPid).map(({ pid }) => pid));
  const devices = (await readdir(BLOCK_DEVICES).catch(() => [])).filter((name) => name.startsWith('loop'));
  const files = await Promise.all(
    devices.map((name) => readFile(path.join(BLOCK_DEVICES, name, 'loop/backing_file'), 'utf8').catch(() => '')),
  );
  return files
    .filter((file) => file.startsWith(dataDir) && !pids.has(Number(/disk-(\d+)/.exec(file)?.[1])))
    .map((file) => `a loop device still holds ${file.trim()}`);
}
