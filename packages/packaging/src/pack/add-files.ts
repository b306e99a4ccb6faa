import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { invalidPackage, quoteName } from '../package-errors.ts';
import { readContent } from '../zip/read-content.ts';
import { readTree } from '../zip/read-tree.ts';
import type { CodeTree } from '../zip/read-tree.ts';
import { zipBytes, zipOptions } from './zip-options.ts';

/** Whether a path can be added to a tree: nothing is there yet, and what lies above it are folders. */
function isFree({ folders, files, links }: CodeTree, path: string): boolean {
  const above = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  const others = [...files.map((file) => file.path), ...links.keys()];
  return !folders.includes(path) && !others.some((other) => above.includes(other));
}

/**
 * A zip with files besides its own, whose contents stay as they are. `below` is a folder that its own move into, with a slash at the end.
 * The same zip and files give the same bytes. Rejects with `invalid_package`, also when a path is taken.
 */
export async function addFiles(zip: Buffer, added: Readonly<Record<string, string | Buffer>>, below = ''): Promise<Buffer> {
  const tree = await readTree(zip);
  const taken = below === '' ? Object.keys(added).find((path) => !isFree(tree, path)) : undefined;
  if (taken !== undefined) throw invalidPackage(`it has ${quoteName(taken)} already`);
  const zipFile = new ZipFile();
  for (const [path, content] of Object.entries(added)) zipFile.addBuffer(Buffer.from(content), path, zipOptions('file'));
  for (const entry of tree.files) {
    const options = { ...zipOptions(entry.executable ? 'executable' : 'file'), size: entry.data.sizeBytes };
    // One after the other, when their turn comes: a large package is not unpacked into memory.
    zipFile.addReadStreamLazy(below + entry.path, options, (deliver) => {
      const content = Readable.from(readContent(zip, entry), { objectMode: false });
      content.once('error', (error) => zipFile.emit('error', error));
      deliver(undefined, content);
    });
  }
  for (const [path, target] of tree.links) zipFile.addBuffer(Buffer.from(target), below + path, zipOptions('link'));
  return await zipBytes(zipFile);
}
