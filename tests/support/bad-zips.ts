import { constants, createDeflateRaw } from 'node:zlib';
import { packFiles } from '@skein/packaging';
import { forgeZip } from '@skein/packaging/testing';

const BOMB_BYTES = 10 * 1024 ** 3;
const REPEATED_BYTES = 16 * 1024 ** 2;
const LINK_MODE = 0o120_777;
const DEVICE_MODE = 0o020_644;
const GOOD = { 'app.py': 'def handler(event, context):\n    return event\n' };

/** What a bad zip is called, the zip, and what is wrong with it in the words of our own API. */
export type BadZip = readonly [name: string, make: () => Promise<Buffer> | Buffer, reason: RegExp];

/** Ten gigabytes of zeros as deflate data: a flushed block of them can be repeated. */
async function deflateZeros(): Promise<Buffer> {
  const deflate = createDeflateRaw({ level: 9 });
  const chunks: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
  deflate.write(Buffer.alloc(REPEATED_BYTES));
  await new Promise<void>((resolve) => deflate.flush(constants.Z_FULL_FLUSH, resolve));
  const block = Buffer.concat(chunks);
  return Buffer.concat([...Array<Buffer>(BOMB_BYTES / REPEATED_BYTES).fill(block), Buffer.from([0x03, 0x00])]);
}

async function bomb(declaredBytes: number): Promise<Buffer> {
  return forgeZip([{ name: 'app.py', packed: await deflateZeros(), declaredBytes }]);
}

async function damaged(change: (zip: Buffer) => Buffer): Promise<Buffer> {
  return change(await packFiles(GOOD));
}

/** Every kind of zip that cannot be a function's code, save those whose fault is their size. */
export const BAD_ZIPS: readonly BadZip[] = [
  ['broken: no zip at all', () => Buffer.from('this is not a zip'), /not a complete zip/],
  ['broken: bytes are damaged', () => forgeZip([{ name: 'app.py', content: 'pass', packed: Buffer.from('ff00ff00', 'hex') }]), /damaged/],
  ['broken: a checksum is wrong', () => forgeZip([{ name: 'app.py', content: 'pass', crc32: 1 }]), /checksum/],
  ['broken: nothing in it', () => forgeZip([]), /empty/],
  ['truncated in the middle', () => damaged((zip) => zip.subarray(0, zip.length / 2)), /not a complete zip/],
  ['truncated by one byte', () => damaged((zip) => zip.subarray(0, -1)), /not a complete zip/],
  ['encrypted', () => forgeZip([{ name: 'app.py', content: 'pass', flags: 1 }]), /encrypt/],
  ['10 GB of zeros that call themselves 1 MB', () => bomb(1_000_000), /not of the size/],
  ['path-escaping by ..', () => forgeZip([{ name: '../escaped.py', content: 'pass' }]), /contains/],
  ['path-escaping from the root', () => forgeZip([{ name: '/tmp/escaped.py', content: 'pass' }]), /absolute/],
  ['path-escaping by a backslash', () => forgeZip([{ name: '..\\escaped.py', content: 'pass' }]), /backslash/],
  ['symlinked out of itself', () => forgeZip([{ name: 'app.py', content: '/etc/passwd', mode: LINK_MODE }]), /link/],
  ['symlinked out of itself by ..', () => forgeZip([{ name: 'app.py', content: '../../skein.db', mode: LINK_MODE }]), /link/],
  [
    'symlinked below a link',
    () =>
      forgeZip([
        { name: 'a', content: '.', mode: LINK_MODE },
        { name: 'a/b.py', content: 'pass' },
      ]),
    /link/,
  ],
  ['duplicate-entry', () => forgeZip([{ name: 'app.py' }, { name: './app.py' }]), /appears twice/],
  [
    'entries that overlap',
    () =>
      forgeZip([
        { name: 'app.py', content: 'pass' },
        { name: 'b.py', content: 'pass', overlapsFirst: true },
      ]),
    /overlap/,
  ],
  ['non-UTF-8', () => forgeZip([{ name: Buffer.from([0x61, 0xff, 0xfe]), flags: 0 }]), /UTF-8/],
  ['a device', () => forgeZip([{ name: 'app.py', mode: DEVICE_MODE }]), /neither a file/],
];

/** Zips whose code would be too large. */
export const LARGE_ZIPS: readonly (readonly [name: string, make: () => Promise<Buffer> | Buffer])[] = [
  ['10 GB of zeros that say so, as far as the field goes', () => bomb(0xffff_fffe)],
  ['entries that are too large together', () => forgeZip([0, 1, 2].map((name) => ({ name: `${name}`, declaredBytes: 100_000_000 })))],
];
