import { chmod, mkdir, open, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readContent } from '../zip/read-content.ts';
import type { CodeTree } from '../zip/read-tree.ts';
import type { FileEntry } from '../zip/zip-entry.ts';

/** Sandboxes run as other users than the server: everything is readable by all, and executable by all if it was by anybody. */
const FOLDER_MODE = 0o755;
const FILE_MODE = 0o644;
const EXECUTABLE_MODE = 0o755;

/** Writes what a zip holds into a new folder. Throws `invalid_package` for damaged content, and errors of the file system. */
export async function writeTree(zip: Buffer, tree: CodeTree, rootDir: string): Promise<void> {
  await makeFolder(rootDir);
  for (const folder of tree.folders) await makeFolder(join(rootDir, folder));
  for (const file of tree.files) await writeEntry(zip, file, join(rootDir, file.path));
  // Links come last: no file is ever written through one.
  for (const [path, target] of tree.links) await symlink(target, join(rootDir, path));
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path);
  // Here and below: a mode given at creation would be narrowed by the umask.
  await chmod(path, FOLDER_MODE);
}

async function writeEntry(zip: Buffer, file: FileEntry, path: string): Promise<void> {
  await using handle = await open(path, 'wx');
  await handle.writeFile(readContent(zip, file));
  await handle.chmod(file.executable ? EXECUTABLE_MODE : FILE_MODE);
}
