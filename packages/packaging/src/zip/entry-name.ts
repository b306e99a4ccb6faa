import { crc32 } from 'node:zlib';
import type { Entry, ExtraField } from 'yauzl';

/** Info-ZIP Unicode Path Extra Field, APPNOTE.TXT 4.6.9: version (1 byte), CRC-32 of the plain name (4 bytes), name in UTF-8. */
const UNICODE_PATH_ID = 0x7075;
const UNICODE_PATH_HEADER_BYTES = 5;

/** The bytes of an entry's name: those of its Unicode path field when it has a valid one, as `unzip` does, else the plain name. */
export function readEntryName(entry: Entry): Buffer {
  const unicodePath = entry.extraFields.find((field) => isUnicodePathOf(field, entry.fileNameRaw));
  return unicodePath?.data.subarray(UNICODE_PATH_HEADER_BYTES) ?? entry.fileNameRaw;
}

function isUnicodePathOf(field: ExtraField, plainName: Buffer): boolean {
  if (field.id !== UNICODE_PATH_ID || field.data.length <= UNICODE_PATH_HEADER_BYTES) return false;
  return field.data.readUInt8(0) === 1 && field.data.readUInt32LE(1) === crc32(plainName);
}
