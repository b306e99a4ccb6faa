import { SkeinError, UNZIPPED_MAX_BYTES, ZIP_MAX_BYTES, ZIP_MAX_ENTRIES } from '@skein/contracts';
import { fromBufferPromise } from 'yauzl';
import type { ZipFile } from 'yauzl';
import { codeTooLarge, invalidPackage, tooManyEntries, zipTooLarge } from '../package-errors.ts';
import { checkEntry } from './check-entry.ts';
import type { ZipEntry } from './zip-entry.ts';

/** Where an entry, its local header included, lies in the zip. */
interface Extent {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the central directory of a zip: every entry with its path, kind, place and declared size, each checked on its own.
 * Throws `invalid_package`, or `package_too_large` when the zip or what it declares to unpack to exceeds the limit.
 */
export async function readDirectory(zip: Buffer): Promise<readonly ZipEntry[]> {
  if (zip.length > ZIP_MAX_BYTES) throw zipTooLarge(zip.length);
  try {
    // Names stay raw bytes: the library would turn backslashes into slashes and decode unflagged names as code page 437.
    return await readEntries(await fromBufferPromise(zip, { decodeStrings: false }));
  } catch (error) {
    if (error instanceof SkeinError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidPackage(`it is not a complete zip file (${reason})`, error);
  }
}

async function readEntries(zipFile: ZipFile): Promise<readonly ZipEntry[]> {
  if (zipFile.entryCount > ZIP_MAX_ENTRIES) throw tooManyEntries();
  const entries: ZipEntry[] = [];
  const extents: Extent[] = [];
  let unzippedBytes = 0;
  for await (const entry of zipFile.eachEntry()) {
    unzippedBytes += entry.uncompressedSize;
    // Reading the local header also makes sure that it exists and that the data lies inside the zip.
    const { fileDataStart } = await zipFile.readLocalFileHeaderPromise(entry, { minimal: true });
    extents.push({ start: entry.relativeOffsetOfLocalHeader, end: fileDataStart + entry.compressedSize });
    const checked = checkEntry(entry, fileDataStart);
    if (checked !== undefined) entries.push(checked);
  }
  if (unzippedBytes > UNZIPPED_MAX_BYTES) throw codeTooLarge(unzippedBytes);
  if (entries.length === 0) throw invalidPackage('the zip is empty');
  rejectOverlaps(extents);
  return entries;
}

/** No honest tool has entries share their bytes; a small zip can call for much work that way. */
function rejectOverlaps(extents: readonly Extent[]): void {
  let end = 0;
  for (const extent of extents.toSorted((a, b) => a.start - b.start)) {
    if (extent.start < end) throw invalidPackage('its entries overlap');
    ({ end } = extent);
  }
}
