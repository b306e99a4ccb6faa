import { crc32, deflateRawSync } from 'node:zlib';
import { UNZIPPED_MAX_BYTES, ZIP_MAX_BYTES, ZIP_MAX_ENTRIES, ZIP_PATH_MAX_BYTES } from '@skein/contracts';
import { describe, expect, it } from 'vitest';
import { inspectZip, packFiles } from '../src/index.ts';
import type { ZipSummary } from '../src/index.ts';
import { forgeZip, unicodePathField } from '../src/testing/forge-zip.ts';
import type { ForgedEntry } from '../src/testing/forge-zip.ts';

const LINK_MODE = 0o120_777;

function inspectForged(entries: readonly ForgedEntry[]): Promise<ZipSummary> {
  return inspectZip(forgeZip(entries));
}

describe('a zip is checked before anything is stored', () => {
  it('an ordinary zip passes, with its files and their real size', async () => {
    const zip = await packFiles({ 'b/c.txt': 'see', 'a.py': 'def handler(event, context): return event' });
    expect(await inspectZip(zip)).toEqual({ files: ['a.py', 'b/c.txt'], links: [], unzippedBytes: 44 });
  });

  it('something that is not a zip is refused', async () => {
    await expect(inspectZip(Buffer.from('hello'))).rejects.toThrow('not a complete zip file');
    await expect(inspectZip(Buffer.alloc(0))).rejects.toThrow('not a complete zip file');
  });

  it('a zip that was cut off anywhere is refused', async () => {
    const zip = await packFiles({ 'a.py': 'a'.repeat(100), 'b.py': 'b' });
    for (let length = 0; length < zip.length; length += 1) {
      await expect(inspectZip(zip.subarray(0, length))).rejects.toThrow('not a complete zip file');
    }
  });

  it('a zip without entries is refused', async () => {
    await expect(inspectForged([])).rejects.toThrow('the zip is empty');
    await expect(inspectForged([{ name: './', mode: 0o040_755 }])).rejects.toThrow('the zip is empty');
  });

  it('data that is damaged is refused, though its directory is whole', async () => {
    await expect(inspectForged([{ name: 'a', content: 'abc', crc32: 1 }])).rejects.toThrow('"a" does not match its checksum');
    await expect(inspectForged([{ name: 'a', content: 'abc', packed: Buffer.from('ff00ff00', 'hex') }])).rejects.toThrow(
      'the content of "a" is damaged',
    );
    await expect(inspectForged([{ name: 'a', content: 'abc'.repeat(1e5), packed: Buffer.from('ff00ff00', 'hex') }])).rejects.toThrow(
      'the content of "a" is damaged',
    );
    await expect(inspectForged([{ name: 'a', content: 'abc', packed: Buffer.alloc(0) }])).rejects.toThrow('the content of "a" is damaged');
  });
});

describe('names of entries', () => {
  it('an absolute path is refused', async () => {
    await expect(inspectForged([{ name: '/etc/passwd' }])).rejects.toThrow('the path "/etc/passwd" is absolute');
    await expect(inspectForged([{ name: 'C:/windows' }])).rejects.toThrow('the path "C:/windows" is absolute');
  });

  it('a path with ".." is refused', async () => {
    for (const name of ['..', '../a', 'a/../b', 'a/..', 'a/../../b'])
      await expect(inspectForged([{ name }])).rejects.toThrow('contains ".."');
  });

  it('a name that only looks like ".." passes', async () => {
    const summary = await inspectZip(forgeZip([{ name: '..a/b../...' }]));
    expect(summary.files).toEqual(['..a/b../...']);
  });

  it('a backslash is refused, flagged as UTF-8 or not', async () => {
    await expect(inspectForged([{ name: 'a\\b' }])).rejects.toThrow('contains a backslash');
    await expect(inspectForged([{ name: '..\\a', flags: 0 }])).rejects.toThrow('contains a backslash');
  });

  it('a NUL is refused', async () => {
    await expect(inspectForged([{ name: 'a\0.py' }])).rejects.toThrow('contains a NUL');
  });

  it('an empty name is refused', async () => {
    await expect(inspectForged([{ name: '' }])).rejects.toThrow('an entry has an empty name');
  });

  it('a name that is not UTF-8 is refused, flagged as UTF-8 or not', async () => {
    await expect(inspectForged([{ name: Buffer.from([0x66, 0x81]), flags: 0 }])).rejects.toThrow('is not UTF-8');
    await expect(inspectForged([{ name: Buffer.from([0xc0, 0xaf]) }])).rejects.toThrow('is not UTF-8');
  });

  it('a UTF-8 name passes, flagged or not', async () => {
    const summary = await inspectZip(forgeZip([{ name: 'é', flags: 0 }, { name: '日本/ß' }]));
    expect(summary.files).toEqual(['é', '日本/ß']);
  });

  it('the Unicode Path field of Info-ZIP replaces the plain name, and is checked as that is', async () => {
    const field = (name: string) => ({ name: 'caf#U00e9', extraField: unicodePathField('caf#U00e9', name), flags: 0 });
    expect((await inspectZip(forgeZip([field('café')]))).files).toEqual(['café']);
    await expect(inspectForged([field('../café')])).rejects.toThrow('contains ".."');
    const stale = { name: 'renamed', extraField: unicodePathField('before', 'café'), flags: 0 };
    expect((await inspectZip(forgeZip([stale]))).files).toEqual(['renamed']);
  });

  it('ZIP_PATH_MAX_BYTES: a path at the limit passes, one past it is refused', async () => {
    const longest = `${'é/'.repeat(341)}x`;
    expect(Buffer.byteLength(longest)).toBe(ZIP_PATH_MAX_BYTES);
    expect((await inspectZip(forgeZip([{ name: longest }]))).files).toEqual([longest]);
    await expect(inspectForged([{ name: `${longest}x` }])).rejects.toThrow(`longer than ${ZIP_PATH_MAX_BYTES} bytes`);
  });

  it('a part of a path that no file system could hold is refused', async () => {
    expect((await inspectZip(forgeZip([{ name: 'x'.repeat(255) }]))).files).toHaveLength(1);
    await expect(inspectForged([{ name: `${'x'.repeat(256)}/y` }])).rejects.toThrow('longer than 255 bytes');
  });

  it('a name from the zip is escaped and cut in the reason', async () => {
    await expect(inspectForged([{ name: `/\u001b[31m${'x'.repeat(500)}` }])).rejects.toThrow(
      /: the path "\/\\u001b\[31mx{100,120}\.\.\." is absolute$/,
    );
  });
});

describe('entries that contradict each other', () => {
  it('a path that appears twice is refused, however it is written', async () => {
    await expect(inspectForged([{ name: 'a' }, { name: 'a' }])).rejects.toThrow('the path "a" appears twice');
    await expect(inspectForged([{ name: 'a/b' }, { name: './a//./b' }])).rejects.toThrow('the path "a/b" appears twice');
    await expect(
      inspectForged([
        { name: 'd/', mode: 0o040_755 },
        { name: 'd', mode: 0o040_755 },
      ]),
    ).rejects.toThrow('the path "d" appears twice');
    await expect(inspectForged([{ name: 'd/', mode: 0o040_755 }, { name: 'd' }])).rejects.toThrow('the path "d" appears twice');
  });

  it('a path used as a file and as a folder is refused, in either order', async () => {
    await expect(inspectForged([{ name: 'a' }, { name: 'a/b' }])).rejects.toThrow('"a" is used both as a folder and as a file');
    await expect(inspectForged([{ name: 'a/b/c' }, { name: 'a' }])).rejects.toThrow('"a" is used both as a folder and as a file');
  });

  it('an entry below a symbolic link is refused', async () => {
    const link = { name: 'a', content: 'b', mode: LINK_MODE };
    await expect(inspectForged([link, { name: 'a/b' }])).rejects.toThrow('"a" is used both as a folder and as a link');
  });

  it('a folder with content is refused', async () => {
    await expect(inspectForged([{ name: 'a/', content: 'x' }])).rejects.toThrow('the folder "a" has content');
  });
});

describe('kinds of entries', () => {
  it('devices, FIFOs and sockets are refused', async () => {
    for (const type of [0o020_000, 0o060_000, 0o010_000, 0o140_000]) {
      await expect(inspectForged([{ name: 'a', mode: type | 0o644 }])).rejects.toThrow('neither a file nor a folder nor a symbolic link');
    }
  });

  it('encrypted entries are refused', async () => {
    for (const flags of [0x0001, 0x2001, 0x0041]) await expect(inspectForged([{ name: 'a', flags }])).rejects.toThrow(/encrypt/);
  });

  it('compression other than deflate is refused with its number', async () => {
    await expect(inspectForged([{ name: 'a', method: 12 }])).rejects.toThrow('uses the compression method 12; use deflate');
  });

  it('modes of a zip made on Windows say nothing', async () => {
    const zip = forgeZip([{ name: 'a', madeBy: 0, mode: LINK_MODE, content: '/etc' }]);
    expect(await inspectZip(zip)).toMatchObject({ files: ['a'], links: [] });
  });
});

describe('sizes', () => {
  it('ZIP_MAX_ENTRIES: a zip at the limit passes, one past it is refused', async () => {
    const entries = Array.from({ length: ZIP_MAX_ENTRIES }, (_, index) => ({ name: `f${index}`, method: 0 }));
    expect((await inspectZip(forgeZip(entries))).files).toHaveLength(ZIP_MAX_ENTRIES);
    await expect(inspectForged([...entries, { name: 'g', method: 0 }])).rejects.toThrow(
      `it holds more than ${ZIP_MAX_ENTRIES} files and folders`,
    );
  });

  it('folders that no entry names count as entries too', async () => {
    const deep = Array.from({ length: 200 }, (_, index) => ({ name: `${index}${'/d'.repeat(400)}`, method: 0 }));
    await expect(inspectForged(deep)).rejects.toThrow(`it holds more than ${ZIP_MAX_ENTRIES} files and folders`);
  });

  it('UNZIPPED_MAX_BYTES: code at the limit passes, one past it is refused', { timeout: 120_000 }, async () => {
    const content = Buffer.alloc(UNZIPPED_MAX_BYTES);
    const largest = { name: 'a', packed: deflateRawSync(content, { level: 1 }), declaredBytes: content.length, crc32: crc32(content) };
    expect((await inspectZip(forgeZip([largest]))).unzippedBytes).toBe(UNZIPPED_MAX_BYTES);
    await expect(inspectZip(forgeZip([largest, { name: 'b', content: 'x' }]))).rejects.toMatchObject({
      code: 'package_too_large',
      details: { sizeBytes: UNZIPPED_MAX_BYTES + 1, limitBytes: UNZIPPED_MAX_BYTES, what: 'unzipped' },
    });
  });

  it('ZIP_MAX_BYTES: a zip at the limit is read, one past it is refused', async () => {
    await expect(inspectZip(Buffer.alloc(ZIP_MAX_BYTES))).rejects.toMatchObject({ code: 'invalid_package' });
    await expect(inspectZip(Buffer.alloc(ZIP_MAX_BYTES + 1))).rejects.toMatchObject({
      code: 'package_too_large',
      details: { sizeBytes: ZIP_MAX_BYTES + 1, limitBytes: ZIP_MAX_BYTES, what: 'zipped' },
    });
  });
});
