import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Ends the name of a file that is still being written, or that a crash has left behind. */
export const UNFINISHED_SUFFIX = '.unfinished';

/** Makes a folder that only its owner can enter, with what is missing above it. A folder that exists is left as it is. */
export async function makePrivateFolder(path: string): Promise<void> {
  const firstMade = await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  if (firstMade !== undefined) await flush(dirname(firstMade));
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
