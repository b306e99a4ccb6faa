import { readContent } from './zip/read-content.ts';
import { readTree } from './zip/read-tree.ts';

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
  for (const file of files) {
    for await (const chunk of readContent(zip, file)) unzippedBytes += chunk.length;
  }
  return { files: files.map(({ path }) => path).toSorted(), links: [...links.keys()].toSorted(), unzippedBytes };
}
