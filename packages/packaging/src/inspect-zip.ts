import { setImmediate } from 'node:timers/promises';
import { readContent } from './zip/read-content.ts';
import { readTree } from './zip/read-tree.ts';

/** Small files are inflated without waiting for anything; after this many the event loop gets its turn. */
const FILES_PER_TURN = 16;

/** What is in a zip of code. */
export interface ZipSummary {
  /** Paths of the files, relative, with forward slashes, in order. */
  readonly files: readonly string[];
  /** Paths of the symbolic links, in order. */
  readonly links: readonly string[];
  /** Bytes of all files when unpacked: real ones, not what the zip declares. */
  readonly unzippedBytes: number;
}

/**
 * Checks a zip of code completely, by inflating it without keeping or storing anything, so that what passes here can be unpacked.
 * Relative symbolic links that stay inside are allowed. Throws `invalid_package` with a reason that names the entry, or
 * `package_too_large`.
 */
export async function inspectZip(zip: Buffer): Promise<ZipSummary> {
  const { files, links } = await readTree(zip);
  let unzippedBytes = 0;
  for (const [index, file] of files.entries()) {
    if (index % FILES_PER_TURN === 0) await setImmediate();
    for await (const chunk of readContent(zip, file)) unzippedBytes += chunk.length;
  }
  return { files: files.map(({ path }) => path).toSorted(), links: [...links.keys()].toSorted(), unzippedBytes };
}
