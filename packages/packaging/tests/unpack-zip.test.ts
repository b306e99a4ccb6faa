import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packFiles, removeUnfinished, unpackZip } from '../src/index.ts';
import { forgeZip } from '../src/testing/forge-zip.ts';
import { readFolder } from './support/read-folder.ts';
import { makeTempFolder } from './support/temp-folder.ts';

const FOLDER = 0o040_000;
const FILE = 0o100_000;
const LINK = 0o120_000;

describe('unpacking', () => {
  it('gives files, folders and links with modes that every user can read', async () => {
    await using folder = await makeTempFolder();
    const zip = forgeZip([
      { name: 'secret.py', content: 'a', mode: FILE | 0o600 },
      { name: 'open.py', content: 'b', mode: FILE | 0o6777 },
      { name: 'bin/run', content: 'c', mode: FILE | 0o700 },
      { name: 'from-windows', content: 'd', madeBy: 0, mode: 0 },
      { name: 'without-type', content: 'e', mode: 0o600 },
      { name: 'empty/', mode: FOLDER | 0o700 },
      { name: 'bin/link', content: 'run', mode: LINK | 0o777 },
    ]);
    await unpackZip(zip, join(folder.path, 'code'));
    expect(await readFolder(folder.path)).toEqual({
      'code/': '755',
      'code/secret.py': '644 a',
      'code/open.py': '755 b',
      'code/bin/': '755',
      'code/bin/run': '755 c',
      'code/bin/link': '-> run',
      'code/from-windows': '644 d',
      'code/without-type': '644 e',
      'code/empty/': '755',
    });
  });

  it('gives large files, stored and deflated', async () => {
    await using folder = await makeTempFolder();
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));
    await unpackZip(
      forgeZip([
        { name: 'stored', content, method: 0 },
        { name: 'deflated', content },
      ]),
      join(folder.path, 'code'),
    );
    const expected = `644 ${content.toString('latin1')}`;
    expect(await readFolder(join(folder.path, 'code'))).toEqual({ stored: expected, deflated: expected });
  });

  it('several at once end with one complete folder', async () => {
    await using folder = await makeTempFolder();
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, `content ${index}`]));
    const zip = await packFiles(files);
    await Promise.all(Array.from({ length: 8 }, () => unpackZip(zip, join(folder.path, 'code'))));
    expect(await readdir(folder.path)).toEqual(['code']);
    expect(await readdir(join(folder.path, 'code'))).toHaveLength(50);
  });

  it('a folder that is there already is left as it is', async () => {
    await using folder = await makeTempFolder();
    const targetDir = join(folder.path, 'code');
    await unpackZip(await packFiles({ a: '1' }), targetDir);
    const before = await stat(join(targetDir, 'a'));
    await unpackZip(await packFiles({ a: '2' }), targetDir);
    expect(await stat(join(targetDir, 'a'))).toEqual(before);
  });

  it('what a crash half-way has left is not in the way, and is removed at the next start', async () => {
    await using folder = await makeTempFolder();
    const targetDir = join(folder.path, 'code');
    await unpackZip(await packFiles({ a: '1' }), targetDir);
    const leftover = join(folder.path, '.unpacking-code-0000');
    await mkdir(leftover);
    await writeFile(join(leftover, 'half'), 'x');
    await unpackZip(await packFiles({ b: '1' }), join(folder.path, 'more'));
    await removeUnfinished(folder.path);
    expect((await readdir(folder.path)).toSorted()).toEqual(['code', 'more']);
  });

  it('a damaged zip leaves nothing behind', async () => {
    await using folder = await makeTempFolder();
    const zip = forgeZip([
      { name: 'a', content: 'fine' },
      { name: 'b', content: 'damaged', crc32: 1 },
    ]);
    await expect(unpackZip(zip, join(folder.path, 'code'))).rejects.toMatchObject({ code: 'invalid_package' });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('a folder that cannot be written is named in the error', async () => {
    await using folder = await makeTempFolder();
    const targetDir = join(folder.path, 'missing', 'code');
    await expect(unpackZip(await packFiles({ a: '1' }), targetDir)).rejects.toThrow('missing');
  });
});
