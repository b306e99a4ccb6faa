import path from 'node:path';
import type { RuntimeFamily } from '@skein/contracts';
import type { InterpreterAnswer } from './ask-interpreter.ts';

/** Folders of the host's system that every sandbox sees anyway. */
const SYSTEM_DIRS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** Folders that are something else in a sandbox than on the host. */
const OWN_DIRS = ['/tmp', '/proc', '/dev', '/etc', '/var/task', '/var/runtime'];

/** Folders outside the system's own that an interpreter needs. Node.js is one file; Python needs its library below its prefix. */
export function requiredDirs(family: RuntimeFamily, { executablePath, prefix }: InterpreterAnswer): string[] {
  const wanted = family === 'node' ? [path.dirname(executablePath)] : [prefix, path.dirname(executablePath)];
  const outside = wanted.filter((dir) => !SYSTEM_DIRS.some((system) => isInside(dir, system)));
  return outside.filter((dir, index) => !outside.some((other, at) => at < index && isInside(dir, other)));
}

/** Why a sandbox cannot be shown a folder, if so. */
export function whyNotShowable(dir: string): string | undefined {
  if (dir === '/') return 'it is installed in the root of the file system, which no sandbox may see';
  const own = OWN_DIRS.find((candidate) => isInside(dir, candidate) || isInside(candidate, dir));
  return own === undefined ? undefined : `it lies in ${dir}, and a sandbox has its own ${own}`;
}

function isInside(dir: string, parent: string): boolean {
  return dir === parent || dir.startsWith(`${parent}/`);
}
