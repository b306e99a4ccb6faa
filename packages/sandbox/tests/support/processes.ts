import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export interface HostProcess {
  readonly pid: number;
  readonly uid: number;
}

/** Processes of this machine whose command line contains a text. */
export async function processesWith(text: string): Promise<HostProcess[]> {
  const found: HostProcess[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = await readFile(path.join('/proc', name, 'cmdline'), 'latin1');
      if (command.replaceAll('\0', ' ').includes(text)) found.push({ pid: Number(name), uid: (await stat(path.join('/proc', name))).uid });
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

/** A number of seconds to sleep that no other process of this machine sleeps: how a test finds its own processes again. */
export function uniqueSleep(): string {
  return `${10_000 + Math.floor(Math.random() * 80_000)}.${Math.floor(Math.random() * 1e9)}`;
}

/** Waits until a condition holds. Fails with a timeout of the test otherwise. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
