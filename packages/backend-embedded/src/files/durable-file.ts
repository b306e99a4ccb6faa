import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing } from './is-missing.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Ends the name of a file that is still being written, or that a crash has left behind. */
export const UNFINISHED_SUFFIX = '.unfinished';

/** Makes a folder that only its owner can enter, with what is missing above it. A folder that exists is left as it is. */
export async function makePrivateFolder(path: string): Promise<void> {
  const firstMade = await makeMissing(path);
  if (firstMade !== undefined) await flush(dirname(firstMade));
}

/**
 * The topmost folder that was made. Not by Node's own `recursive`, which never ends where a folder cannot be made below one that exists:
 * in /proc, or behind a link that leads nowhere.
 */
async function makeMissing(path: string): Promise<string | undefined> {
  if (await isFolder(path)) return undefined;
  const firstMade = dirname(path) === path ? undefined : await makeMissing(dirname(path));
  try {
    await mkdir(path, { mode: FOLDER_MODE });
  } catch (error) {
    // Somebody else may have made it a moment ago.
    if (!(await isFolder(path))) throw error;
    return firstMade;
  }
  return firstMade ?? path;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Writes a file so that it is there completely, even after a power cut, or not at all. */
export async function writeDurably(path: string, content: Buffer | string): Promise<void> {
  const unfinishedPath = `${path}.${randomUUID()}${UNFINISHED_SUFFIX}`;
  try {
    await writeAndFlush(unfinishedPath, content);
    await rename(unfinishedPath, path);
    await flush(dirname(path));
  } catch (error) {
    await rm(unfinishedPath, { force: true });
    throw error;
  }
}

async function writeAndFlush(path: string, content: Buffer | string): Promise<void> {
  await using file = await open(path, 'wx', FILE_MODE);
  await file.writeFile(content);
  await file.sync();
}

/** A folder is flushed too: it holds the names of its files. */
async function flush(folder: string): Promise<void> {
  await using handle = await open(folder);
  await handle.sync();
}
