import { rmSync } from 'node:fs';
import { chmod, mkdir, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { UNZIPPED_MAX_BYTES } from '@skein/contracts';
import { describe, expect, it } from 'vitest';
import { inspectZip, packFiles, packFolder, unpackZip } from '../src/index.ts';
import { readFolder } from './support/read-folder.ts';
import { makeTempFolder } from './support/temp-folder.ts';

async function writeFiles(dir: string, files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
}

describe('packing a folder', () => {
  it('gives the same bytes whenever, wherever and in whatever order the files were written', async () => {
    await using first = await makeTempFolder();
    await using second = await makeTempFolder();
    await writeFiles(first.path, { 'a.py': '1', 'b/c': '2', 'b.txt': '3' });
    await writeFiles(second.path, { 'b.txt': '3', 'b/c': '2', 'a.py': '1' });
    await utimes(join(second.path, 'a.py'), 1_000_000, 1_000_000);
    await chmod(join(second.path, 'a.py'), 0o600);
    expect((await packFolder(first.path)).equals(await packFolder(second.path))).toBe(true);
  });

  it('gives the same bytes in every time zone', async () => {
    // The only trace of the time zone is the time of the entries: 1980-01-01 00:00 is 0x0021 and 0x0000.
    const zip = await packFiles({ a: '1' });
    expect(zip.subarray(10, 14).toString('hex')).toBe('00002100');
  });

  it('keeps executable files and links, leaves out caches, version control and what the caller says', async () => {
    await using folder = await makeTempFolder();
    const dir = join(folder.path, 'source');
    await writeFiles(dir, {
      'app.py': 'a',
      'bin/run': 'b',
      'notes.md': 'c',
      'data/keep': 'd',
      '.git/config': 'x',
      '.venv/bin/python': 'x',
      'lib/__pycache__/app.pyc': 'x',
      'node_modules/.cache/x': 'x',
      'node_modules/pkg/index.js': 'e',
      '.cache/kept': 'f',
    });
    await chmod(join(dir, 'bin/run'), 0o700);
    await symlink('../app.py', join(dir, 'bin/link'));
    const zip = await packFolder(dir, { isIgnored: (path) => path === 'notes.md' || path === 'data' });
    await unpackZip(zip, join(folder.path, 'code'));
    expect(await readFolder(join(folder.path, 'code'))).toEqual({
      'app.py': '644 a',
      'bin/': '755',
      'bin/run': '755 b',
      'bin/link': '-> ../app.py',
      '.cache/': '755',
      '.cache/kept': '644 f',
      'node_modules/': '755',
      'node_modules/pkg/': '755',
      'node_modules/pkg/index.js': '644 e',
    });
  });

  it('a folder that is too large is refused before it is read', async () => {
    await using folder = await makeTempFolder();
    await writeFile(join(folder.path, 'sparse'), '');
    await truncate(join(folder.path, 'sparse'), UNZIPPED_MAX_BYTES + 1);
    await expect(packFolder(folder.path)).rejects.toMatchObject({
      code: 'package_too_large',
      details: { sizeBytes: UNZIPPED_MAX_BYTES + 1, limitBytes: UNZIPPED_MAX_BYTES, what: 'unzipped' },
    });
  });

  it('a socket is refused by name', async () => {
    await using folder = await makeTempFolder();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder.path, 'socket'), resolve));
    await expect(packFolder(folder.path)).rejects.toMatchObject({
      code: 'invalid_package',
      details: { reason: '"socket" is neither a file nor a folder nor a symbolic link' },
    });
    await new Promise((resolve) => server.close(resolve));
  });

  it('an empty folder gives a zip that the check refuses as empty', async () => {
    await using folder = await makeTempFolder();
    await expect(inspectZip(await packFolder(folder.path))).rejects.toMatchObject({ details: { reason: 'the zip is empty' } });
  });

  it('a file that vanishes while the folder is packed is an error that names it', async () => {
    await using folder = await makeTempFolder();
    const vanishing = join(folder.path, 'vanishing');
    await writeFiles(folder.path, { vanishing: '1', 'found-later/a': '2' });
    const isIgnored = (path: string): boolean => {
      if (path === 'found-later/a') rmSync(vanishing);
      return false;
    };
    await expect(packFolder(folder.path, { isIgnored })).rejects.toThrow(vanishing);
  });
});
