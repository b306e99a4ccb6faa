import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const PLACES = ['/usr/bin/bwrap', '/usr/local/bin/bwrap', '/bin/bwrap'];
const DEADLINE_MS = 5_000;

export interface Bubblewrap {
  readonly path: string;
  readonly version: string;
  /** It can limit the size of a tmpfs (0.7 and later). */
  readonly limitsSize: boolean;
}

/** The installed bubblewrap, or undefined. */
export async function findBubblewrap(): Promise<Bubblewrap | undefined> {
  for (const path of PLACES) {
    try {
      const run = (argument: string): Promise<{ stdout: string }> =>
        promisify(execFile)(path, [argument], { env: {}, timeout: DEADLINE_MS });
      const [version, help] = await Promise.all([run('--version'), run('--help')]);
      return { path, version: version.stdout.replace('bubblewrap', '').trim(), limitsSize: help.stdout.includes('--size ') };
    } catch {
      // Not there, or not working there.
    }
  }
  return undefined;
}
