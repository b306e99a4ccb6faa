import { ZIP_PATH_MAX_BYTES } from '@skein/contracts';
import { invalidPackage, quoteName } from '../package-errors.ts';

/** NAME_MAX of Linux file systems: longer parts of a path could not be written. */
const PATH_PART_MAX_BYTES = 255;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface EntryPath {
  /** Normalised; empty for the root folder itself, which some tools store as `./`. */
  readonly path: string;
  /** The name ended with a slash, which is how a zip marks a folder. */
  readonly isFolder: boolean;
}

/** Decodes and checks the name of an entry. Throws `invalid_package` for a name that is not a plain path below the root. */
export function readEntryPath(rawName: Buffer): EntryPath {
  const name = decodeName(rawName);
  rejectUnsafeName(name);
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  rejectUnusableParts(name, parts);
  return { path: parts.join('/'), isFolder: /(^|\/)\.?$/.test(name) };
}

function decodeName(rawName: Buffer): string {
  if (rawName.length > ZIP_PATH_MAX_BYTES) {
    throw invalidPackage(`the path ${quoteName(rawName.toString('latin1'))} is longer than ${ZIP_PATH_MAX_BYTES} bytes`);
  }
  try {
    return utf8.decode(rawName);
  } catch (error) {
    throw invalidPackage(`the name ${quoteName(rawName.toString('latin1'))} is not UTF-8; build the zip with UTF-8 names`, error);
  }
}

function rejectUnsafeName(name: string): void {
  if (name === '') throw invalidPackage('an entry has an empty name');
  if (name.includes('\0')) throw invalidPackage(`the name ${quoteName(name)} contains a NUL`);
  if (name.includes('\\')) throw invalidPackage(`the name ${quoteName(name)} contains a backslash; use forward slashes`);
  if (name.startsWith('/') || /^[a-zA-Z]:/.test(name)) throw invalidPackage(`the path ${quoteName(name)} is absolute`);
}

function rejectUnusableParts(name: string, parts: readonly string[]): void {
  if (parts.includes('..')) throw invalidPackage(`the path ${quoteName(name)} contains ".."`);
  if (parts.some((part) => Buffer.byteLength(part) > PATH_PART_MAX_BYTES)) {
    throw invalidPackage(`a part of the path ${quoteName(name)} is longer than ${PATH_PART_MAX_BYTES} bytes`);
  }
}
