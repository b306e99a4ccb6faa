import { crc32, deflateRawSync } from 'node:zlib';

/** An entry with every field under control, right or wrong. For tests only, like all in this file. */
export interface ForgedEntry {
  readonly name: string | Buffer;
  readonly content?: Buffer | string;
  /** Replaces the compressed bytes of the content. */
  readonly packed?: Buffer;
  readonly method?: number;
  /** `st_mode` with its type bits. */
  readonly mode?: number;
  /** Host system of "version made by": 0 for DOS, 3 for Unix. */
  readonly madeBy?: number;
  readonly flags?: number;
  readonly declaredBytes?: number;
  readonly crc32?: number;
  readonly extraField?: Buffer;
  /** The entry has no bytes of its own, but those of the first one. */
  readonly overlapsFirst?: boolean;
}

const UTF8_FLAG = 0x0800;
const ZIP64_ENTRIES = 0xffff;

/** Writes a zip that an honest tool would refuse to write. */
export function forgeZip(entries: readonly ForgedEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const local = entry.overlapsFirst ? Buffer.alloc(0) : localPart(entry);
    locals.push(local);
    centrals.push(centralRecord(entry, entry.overlapsFirst ? 0 : offset));
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  return Buffer.concat([
    ...locals,
    directory,
    ...zip64End(entries.length, directory.length, offset),
    endRecord(entries.length, directory.length, offset),
  ]);
}

/** An Info-ZIP Unicode Path field that names an entry differently from its header. */
export function unicodePathField(plainName: string, unicodeName: string): Buffer {
  const name = Buffer.from(unicodeName);
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + name.length, 2);
  field.writeUInt8(1, 4);
  field.writeUInt32LE(crc32(plainName), 5);
  return Buffer.concat([field, name]);
}

function fieldsOf(entry: ForgedEntry) {
  const content = Buffer.from(entry.content ?? '');
  const method = entry.method ?? 8;
  return {
    name: Buffer.from(entry.name),
    packed: entry.packed ?? (method === 0 ? content : deflateRawSync(content)),
    method,
    flags: entry.flags ?? UTF8_FLAG,
    bytes: entry.declaredBytes ?? content.length,
    crc32: entry.crc32 ?? crc32(content),
    extraField: entry.extraField ?? Buffer.alloc(0),
    madeBy: (entry.madeBy ?? 3) << 8,
    attributes: ((entry.mode ?? 0o100_644) << 16) >>> 0,
  };
}

function localPart(entry: ForgedEntry): Buffer {
  const fields = fieldsOf(entry);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(fields.flags, 6);
  header.writeUInt16LE(fields.method, 8);
  header.writeUInt32LE(fields.crc32, 14);
  header.writeUInt32LE(fields.packed.length, 18);
  header.writeUInt32LE(fields.bytes, 22);
  header.writeUInt16LE(fields.name.length, 26);
  return Buffer.concat([header, fields.name, fields.packed]);
}

function centralRecord(entry: ForgedEntry, localOffset: number): Buffer {
  const fields = fieldsOf(entry);
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(fields.madeBy, 4);
  record.writeUInt16LE(20, 6);
  record.writeUInt16LE(fields.flags, 8);
  record.writeUInt16LE(fields.method, 10);
  record.writeUInt32LE(fields.crc32, 16);
  record.writeUInt32LE(fields.packed.length, 20);
  record.writeUInt32LE(fields.bytes, 24);
  record.writeUInt16LE(fields.name.length, 28);
  record.writeUInt16LE(fields.extraField.length, 30);
  record.writeUInt32LE(fields.attributes, 38);
  record.writeUInt32LE(localOffset, 42);
  return Buffer.concat([record, fields.name, fields.extraField]);
}

function zip64End(count: number, directoryBytes: number, directoryOffset: number): readonly Buffer[] {
  if (count < ZIP64_ENTRIES) return [];
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(directoryOffset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directoryOffset + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator];
}

function endRecord(count: number, directoryBytes: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(Math.min(count, ZIP64_ENTRIES), 8);
  record.writeUInt16LE(Math.min(count, ZIP64_ENTRIES), 10);
  record.writeUInt32LE(directoryBytes, 12);
  record.writeUInt32LE(directoryOffset, 16);
  return record;
}
