import { randomUUID } from 'node:crypto';
import { access, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SkeinError } from '@skein/contracts';
import { readTree } from '../zip/read-tree.ts';
import { writeTree } from './write-tree.ts';

const UNFINISHED_PREFIX = '.unpacking-';

/**
 * Unpacks a zip of code into a new folder, readable by every user and writable by its owner only; the folder's parent must exist.
 * The folder appears complete or not at all. When it exists already nothing is done, so several may unpack to the same place at
 * once. Nothing is flushed to the disk: unpacked code must be made again after the machine restarted. Throws what `inspectZip`
 * throws, or `storage_failed`.
 */
export async function unpackZip(zip: Buffer, targetDir: string): Promise<void> {
  if (await exists(targetDir)) return;
  const unfinishedDir = join(dirname(targetDir), `${UNFINISHED_PREFIX}${basename(targetDir)}-${randomUUID()}`);
  try {
    await writeTree(zip, await readTree(zip), unfinishedDir);
    await moveIntoPlace(unfinishedDir, targetDir);
  } catch (error) {
    throw toPackageError(error);
  } finally {
    // check-allow recursive-deletes -- the name was made up for this call and nobody else knows it
    await rm(unfinishedDir, { recursive: true, force: true });
  }
}

/** Removes what a crash left of unpacking in the folder. Only for a folder in which nobody is unpacking at the moment. */
export async function removeUnfinished(parentDir: string): Promise<void> {
  const names = await readdir(parentDir);
  const unfinished = names.filter((name) => name.startsWith(UNFINISHED_PREFIX));
  // check-allow recursive-deletes -- only unpacking makes names with this prefix
  await Promise.all(unfinished.map((name) => rm(join(parentDir, name), { recursive: true, force: true })));
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/** A folder that somebody else finished in the meantime holds the same files, and stays. */
async function moveIntoPlace(unfinishedDir: string, targetDir: string): Promise<void> {
  try {
    await rename(unfinishedDir, targetDir);
  } catch (error) {
    if (!(await exists(targetDir))) throw error;
  }
}

function toPackageError(error: unknown): SkeinError {
  if (error instanceof SkeinError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new SkeinError('storage_failed', { reason }, { cause: error });
}
