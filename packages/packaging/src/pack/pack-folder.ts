import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { SkeinError, UNZIPPED_MAX_BYTES, ZIP_MAX_ENTRIES } from '@skein/contracts';
import { ZipFile } from 'yazl';
import { codeTooLarge, invalidPackage, quoteName, tooManyEntries } from '../package-errors.ts';
import { isIgnoredPath } from './ignored.ts';
import { zipBytes, zipOptions } from './zip-options.ts';

export interface PackFolderOptions {
  /** Says of a path relative to the folder whether to leave it out, with all below it, besides what is always left out. */
  readonly isIgnored?: (path: string) => boolean;
}

interface FoundFile {
  readonly path: string;
  readonly kind: 'file' | 'executable' | 'link';
  readonly sizeBytes: number;
}

/**
 * Zips a folder. The same files give the same bytes on every machine with the same release of Node: paths are sorted, times are
 * fixed, and of the permissions only the right to execute is kept. Empty folders are left out; symbolic links are stored as
 * links. Throws `package_too_large` or `invalid_package` before it reads any file when the folder holds too much, a device, or what
 * cannot be read.
 */
export async function packFolder(dir: string, { isIgnored = () => false }: PackFolderOptions = {}): Promise<Buffer> {
  try {
    return await packFound(dir, await findFiles(dir, (path) => isIgnoredPath(path) || isIgnored(path)));
  } catch (error) {
    if (error instanceof SkeinError) throw error;
    throw invalidPackage(`the folder could not be read (${error instanceof Error ? error.message : String(error)})`, error);
  }
}

async function packFound(dir: string, files: readonly FoundFile[]): Promise<Buffer> {
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (sizeBytes > UNZIPPED_MAX_BYTES) throw codeTooLarge(sizeBytes);
  const zipFile = new ZipFile();
  for (const file of files.toSorted((left, right) => (left.path < right.path ? -1 : 1))) await addFile(zipFile, dir, file);
  return zipBytes(zipFile);
}

async function findFiles(dir: string, isIgnored: (path: string) => boolean): Promise<readonly FoundFile[]> {
  const files: FoundFile[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const child of await readdir(join(dir, folder), { withFileTypes: true })) {
      const path = folder === '' ? child.name : `${folder}/${child.name}`;
      if (isIgnored(path)) continue;
      if (child.isDirectory()) folders.push(path);
      else files.push(await describeFile(dir, path));
    }
    if (files.length > ZIP_MAX_ENTRIES) throw tooManyEntries();
  }
  return files;
}

async function describeFile(dir: string, path: string): Promise<FoundFile> {
  const stats = await lstat(join(dir, path));
  if (stats.isSymbolicLink()) return { path, kind: 'link', sizeBytes: 0 };
  if (!stats.isFile()) throw invalidPackage(`${quoteName(path)} is neither a file nor a folder nor a symbolic link`);
  return { path, kind: (stats.mode & 0o111) === 0 ? 'file' : 'executable', sizeBytes: stats.size };
}

async function addFile(zipFile: ZipFile, dir: string, { path, kind, sizeBytes }: FoundFile): Promise<void> {
  if (kind === 'link') {
    zipFile.addBuffer(await readlink(join(dir, path), 'buffer'), path, zipOptions('link'));
    return;
  }
  zipFile.addReadStreamLazy(path, { ...zipOptions(kind), size: sizeBytes }, (deliver) => {
    // Opened one after the other, when their turn comes: a large folder is neither read into memory nor opened all at once.
    const content = createReadStream(join(dir, path));
    content.once('error', (error) => zipFile.emit('error', error));
    deliver(undefined, content);
  });
}
