/** Reads what a zip says about the kind and permissions of an entry: APPNOTE.TXT 4.4.2 and 4.4.15, and `st_mode` of stat(2). */

const MADE_BY_UNIX = 3;
const MADE_BY_MACOS = 19;

const TYPE_MASK = 0o170_000;
const TYPES = new Map<number, EntryType>([
  [0, 'unspecified'],
  [0o100_000, 'file'],
  [0o040_000, 'folder'],
  [0o120_000, 'link'],
]);
const EXECUTE_BITS = 0o111;

export type EntryType = 'unspecified' | 'file' | 'folder' | 'link' | 'special';

export interface EntryMode {
  /** `special` stands for devices, FIFOs and sockets; `unspecified` for zips made without Unix permissions. */
  readonly type: EntryType;
  readonly executable: boolean;
}

/** The type and execute permission of an entry, from the fields "version made by" and "external file attributes". */
export function readEntryMode(versionMadeBy: number, externalFileAttributes: number): EntryMode {
  const madeBy = versionMadeBy >>> 8;
  if (madeBy !== MADE_BY_UNIX && madeBy !== MADE_BY_MACOS) return { type: 'unspecified', executable: false };
  const mode = externalFileAttributes >>> 16;
  return { type: TYPES.get(mode & TYPE_MASK) ?? 'special', executable: (mode & EXECUTE_BITS) !== 0 };
}
