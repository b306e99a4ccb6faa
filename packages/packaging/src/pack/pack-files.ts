import { ZipFile } from 'yazl';
import { zipBytes, zipOptions } from './zip-options.ts';

/** Zips files given by their paths and contents. The same files give the same bytes, whatever their order. */
export async function packFiles(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zipFile = new ZipFile();
  const sorted = Object.entries(files).toSorted(([left], [right]) => (left < right ? -1 : 1));
  for (const [path, content] of sorted) zipFile.addBuffer(Buffer.from(content), path, zipOptions('file'));
  return zipBytes(zipFile);
}
