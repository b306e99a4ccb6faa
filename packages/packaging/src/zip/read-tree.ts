import { invalidPackage, quoteName } from '../package-errors.ts';
import { buildEntryTree } from './entry-tree.ts';
import { readWholeContent } from './read-content.ts';
import { readDirectory } from './read-directory.ts';
import { LINK_TARGET_MAX_BYTES, readLinkTarget, rejectEscapingLinks } from './symbolic-links.ts';
import type { FileEntry, LinkEntry } from './zip-entry.ts';

/** What a zip unpacks to, checked as a whole; only the content of the files was not read yet. */
export interface CodeTree {
  /** All folders, also those that no entry names; parents come before their children. */
  readonly folders: readonly string[];
  readonly files: readonly FileEntry[];
  /** Targets of the symbolic links by their paths. None of them leads out of the tree. */
  readonly links: ReadonlyMap<string, string>;
}

/** Reads and checks everything about a zip but the content of its files. Throws `invalid_package` or `package_too_large`. */
export async function readTree(zip: Buffer): Promise<CodeTree> {
  const { folders, files, links } = buildEntryTree(await readDirectory(zip));
  const targets = new Map<string, string>();
  for (const link of links) targets.set(link.path, await readTarget(zip, link));
  rejectEscapingLinks(targets);
  return { folders, files, links: targets };
}

async function readTarget(zip: Buffer, link: LinkEntry): Promise<string> {
  if (link.data.sizeBytes > LINK_TARGET_MAX_BYTES) {
    throw invalidPackage(`the target of the symbolic link ${quoteName(link.path)} is longer than ${LINK_TARGET_MAX_BYTES} bytes`);
  }
  return readLinkTarget(link.path, await readWholeContent(zip, link));
}
