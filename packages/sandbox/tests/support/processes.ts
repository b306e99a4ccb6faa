import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export interface HostProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly uid: number;
  readonly command: string;
}

/** Processes of this machine whose command line contains a text. */
export async function processesWith(text: string): Promise<HostProcess[]> {
  return (await allProcesses()).filter(({ command }) => command.includes(text));
}

export async function childrenOf(pid: number | undefined): Promise<HostProcess[]> {
  return (await allProcesses()).filter(({ parentPid }) => parentPid === pid);
}

async function allProcesses(): Promise<HostProcess[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return (await Promise.all(names.map(describeProcess))).filter((process) => process !== undefined);
}

async function describeProcess(name: string): Promise<HostProcess | undefined> {
  const folder = path.join('/proc', name);
  try {
    const [command, status, { uid }] = await Promise.all([
      readFile(path.join(folder, 'cmdline'), 'latin1'),
      readFile(path.join(folder, 'stat'), 'latin1'),
      stat(folder),
    ]);
    const parentPid = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
    return { pid: Number(name), parentPid, uid, command: command.replaceAll('\0', ' ') };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

/** A number of seconds to sleep that no other process of this machine sleeps: how a test finds its own processes again. */
export function uniqueSleep(): string {
  return `${10_000 + Math.floor(Math.random() * 80_000)}.${Math.floor(Math.random() * 1e9)}`;
}

/** Waits until a condition holds. Fails with a timeout of the test otherwise. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
