import { buffer } from 'node:stream/consumers';
import type { Options, ZipFile } from 'yazl';

const MODES = { file: 0o100_644, executable: 0o100_755, link: 0o120_777 } as const;

/**
 * Entries carry this time, the earliest a zip can express, so that equal files give equal zips. It is local time, because that is
 * what the zip library writes into the entry: the same bytes come out in every time zone.
 */
const ENTRY_TIME = new Date(1980, 0, 1);

/** What the zip library needs to know about an entry. */
export function zipOptions(kind: keyof typeof MODES): Pick<Options, 'mtime' | 'mode' | 'forceDosTimestamp'> {
  return { mtime: ENTRY_TIME, mode: MODES[kind], forceDosTimestamp: true };
}

/** Ends the zip and collects its bytes. Rejects when a file that was added could not be read. */
export async function zipBytes(zipFile: ZipFile): Promise<Buffer> {
  const failed = new Promise<never>((_resolve, reject) => zipFile.on('error', reject));
  zipFile.end();
  return Promise.race([buffer(zipFile.outputStream), failed]);
}
