import type { Entry } from 'yauzl';
import { invalidPackage, quoteName } from '../package-errors.ts';
import { readEntryMode } from './entry-mode.ts';
import type { EntryMode } from './entry-mode.ts';
import { readEntryName } from './entry-name.ts';
import { readEntryPath } from './entry-path.ts';
import type { EntryPath } from './entry-path.ts';
import type { EntryData, ZipEntry } from './zip-entry.ts';

/** General purpose flags of APPNOTE.TXT 4.4.4 that say an entry, or its header, is encrypted. */
const ENCRYPTED_FLAGS = 0x0001 | 0x0040 | 0x2000;

const METHODS = new Map<number, EntryData['method']>([
  [0, 'stored'],
  [8, 'deflated'],
]);

/**
 * Checks one record of the central directory and gives it the shape the rest of this package works with. Undefined stands
 * for an entry of the root folder itself, which says nothing. Throws `invalid_package`.
 */
export function checkEntry(entry: Entry, dataStart: number): ZipEntry | undefined {
  const entryPath = readEntryPath(readEntryName(entry));
  const name = quoteName(entryPath.path);
  if ((entry.generalPurposeBitFlag & ENCRYPTED_FLAGS) !== 0) throw invalidPackage(`the entry ${name} is encrypted`);
  const mode = readEntryMode(entry.versionMadeBy, entry.externalFileAttributes);
  if (mode.type === 'special') throw invalidPackage(`the entry ${name} is neither a file nor a folder nor a symbolic link`);
  if (entryPath.isFolder || mode.type === 'folder') return checkFolder(entry, entryPath, mode);
  const { path } = entryPath;
  const data = readData(entry, dataStart, name);
  return mode.type === 'link' ? { kind: 'link', path, data } : { kind: 'file', path, executable: mode.executable, data };
}

function checkFolder(entry: Entry, { path }: EntryPath, mode: EntryMode): ZipEntry | undefined {
  if (mode.type === 'link') throw invalidPackage(`the entry ${quoteName(path)} is both a folder and a symbolic link`);
  if (entry.uncompressedSize !== 0) throw invalidPackage(`the folder ${quoteName(path)} has content`);
  return path === '' ? undefined : { kind: 'folder', path };
}

function readData(entry: Entry, start: number, name: string): EntryData {
  const method = METHODS.get(entry.compressionMethod);
  if (method === undefined) throw invalidPackage(`the entry ${name} uses the compression method ${entry.compressionMethod}; use deflate`);
  return { method, start, compressedBytes: entry.compressedSize, sizeBytes: entry.uncompressedSize, crc32: entry.crc32 };
}
