import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Debian keeps programs for administrators where the PATH of other users does not lead. */
const SYSTEM_DIRS = ['/usr/sbin', '/sbin'];

/** Absolute path of a program on PATH or in the system's own folders; undefined when there is none. */
export async function findProgram(name: string, searchPath: string = process.env['PATH'] ?? ''): Promise<string | undefined> {
  for (const dir of [...searchPath.split(delimiter), ...SYSTEM_DIRS]) {
    const candidate = join(dir, name);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
