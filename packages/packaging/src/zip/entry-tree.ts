import { ZIP_MAX_ENTRIES } from '@skein/contracts';
import { invalidPackage, quoteName, tooManyEntries } from '../package-errors.ts';
import type { FileEntry, LinkEntry, ZipEntry } from './zip-entry.ts';

/** What a zip unpacks to. Every path appears once, and every parent of a path is a folder. */
export interface EntryTree {
  /** All folders, also those that no entry names; parents come before their children. */
  readonly folders: readonly string[];
  readonly files: readonly FileEntry[];
  readonly links: readonly LinkEntry[];
}

/** Puts entries together. Throws `invalid_package` when two of them claim the same path, or one lies below a file or a link. */
export function buildEntryTree(entries: readonly ZipEntry[]): EntryTree {
  const kinds = new Map<string, ZipEntry['kind']>();
  for (const { path, kind } of entries) {
    if (kinds.has(path)) throw invalidPackage(`the path ${quoteName(path)} appears twice`);
    kinds.set(path, kind);
  }
  for (const { path } of entries) addParents(kinds, path);
  return {
    folders: [...kinds].flatMap(([path, kind]) => (kind === 'folder' ? [path] : [])).toSorted(),
    files: entries.filter((entry) => entry.kind === 'file'),
    links: entries.filter((entry) => entry.kind === 'link'),
  };
}

/** Goes upwards until a folder that is known, whose own parents were or will be added for it. */
function addParents(kinds: Map<string, ZipEntry['kind']>, path: string): void {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const parent = path.slice(0, end);
    const kind = kinds.get(parent);
    if (kind === 'folder') return;
    if (kind !== undefined) throw invalidPackage(`the path ${quoteName(parent)} is used both as a folder and as a ${kind}`);
    kinds.set(parent, 'folder');
    // A few long paths could otherwise ask for millions of folders.
    if (kinds.size > ZIP_MAX_ENTRIES) throw tooManyEntries();
  }
}
