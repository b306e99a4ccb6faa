import { lstat, readlink } from 'node:fs/promises';

/** A folder of the host's system as a sandbox gets it: shown read-only, or the same symbolic link. */
export interface SystemFolder {
  readonly path: string;
  readonly linkTarget?: string;
}

const SYSTEM_FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** What this machine's system folders are; on most, all but /usr are links into it. */
export async function readHostLayout(): Promise<SystemFolder[]> {
  const found = await Promise.all(SYSTEM_FOLDERS.map(readFolder));
  return found.filter((folder) => folder !== undefined);
}

async function readFolder(path: string): Promise<SystemFolder | undefined> {
  try {
    const status = await lstat(path);
    return status.isSymbolicLink() ? { path, linkTarget: await readlink(path) } : { path };
  } catch {
    return undefined;
  }
}
