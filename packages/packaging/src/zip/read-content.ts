import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { invalidPackage, quoteName } from '../package-errors.ts';
import type { FileEntry, LinkEntry } from './zip-entry.ts';

/** Up to this size inflating takes less time than handing the work to another thread. */
const INFLATE_AT_ONCE_MAX_BYTES = 64 * 1024;
const INFLATE_CHUNK_BYTES = 64 * 1024;
const STORED_SLICE_BYTES = 1024 * 1024;

/**
 * The unpacked bytes of an entry, in chunks. Throws `invalid_package` as soon as they exceed the declared size, and at the end
 * when size or checksum differ: memory stays bounded whatever the zip claims.
 */
export async function* readContent(zip: Buffer, entry: FileEntry | LinkEntry): AsyncGenerator<Buffer, void, undefined> {
  const { data } = entry;
  let sizeBytes = 0;
  let checksum = 0;
  try {
    for await (const chunk of unpackedChunks(zip, entry)) {
      sizeBytes += chunk.length;
      if (sizeBytes > data.sizeBytes) break;
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    throw isInflateError(error) ? invalidPackage(`the content of ${quoteName(entry.path)} is damaged (${error.message})`, error) : error;
  }
  if (sizeBytes !== data.sizeBytes)
    throw invalidPackage(`the content of ${quoteName(entry.path)} is not of the size that the zip declares`);
  if (checksum !== data.crc32) throw invalidPackage(`the content of ${quoteName(entry.path)} does not match its checksum`);
}

/** The whole content of an entry whose declared size is known to be small. */
export async function readWholeContent(zip: Buffer, entry: FileEntry | LinkEntry): Promise<Buffer> {
  return buffer(readContent(zip, entry));
}

function unpackedChunks(zip: Buffer, { data }: FileEntry | LinkEntry): AsyncIterable<Buffer> | Iterable<Buffer> {
  const packed = zip.subarray(data.start, data.start + data.compressedBytes);
  if (data.method === 'stored') return slices(packed);
  if (packed.length <= INFLATE_AT_ONCE_MAX_BYTES && data.sizeBytes <= INFLATE_AT_ONCE_MAX_BYTES) {
    return [inflateRawSync(packed, { maxOutputLength: Math.max(1, data.sizeBytes) })];
  }
  const inflate = createInflateRaw({ chunkSize: INFLATE_CHUNK_BYTES });
  inflate.end(packed);
  return inflate;
}

/** Gives the event loop its turn after each slice: reading from memory never waits for anything else. */
async function* slices(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  for (let start = 0; start < bytes.length; start += STORED_SLICE_BYTES) {
    yield bytes.subarray(start, start + STORED_SLICE_BYTES);
    await setImmediate();
  }
}

/** Errors of zlib carry its codes; `ERR_BUFFER_TOO_LARGE` means more output than declared. */
function isInflateError(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'ERR_BUFFER_TOO_LARGE' || (typeof error.code === 'string' && error.code.startsWith('Z_'));
}
