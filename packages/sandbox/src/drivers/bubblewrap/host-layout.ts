import { access, lstat, readlink } from 'node:fs/promises';

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

/**
 * Folders of /proc, beside those that bubblewrap protects, in which anybody may write. In /proc/pressure that has the kernel watch the
 * load of the whole machine, with memory that counts for nobody.
 */
const OPEN_KERNEL_FOLDERS = ['/proc/pressure'];

/** Those of them that this machine's kernel has. */
export async function findOpenKernelFolders(): Promise<string[]> {
  const found = await Promise.all(OPEN_KERNEL_FOLDERS.map(async (folder) => ((await isThere(folder)) ? folder : undefined)));
  return found.filter((folder) => folder !== undefined);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
