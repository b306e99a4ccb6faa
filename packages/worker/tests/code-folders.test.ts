import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packFiles } from '@skein/packaging';
import type { PackageStore } from '@skein/ports';
import { expect, onTestFinished, test } from 'vitest';
import { CodeFolders } from '../src/index.ts';

async function open(): Promise<{ readonly folders: CodeFolders; readonly dir: string }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'skein-code-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const zip = await packFiles({ 'a.py': 'pass', 'b/c.py': 'pass' });
  const packages = { read: () => Promise.resolve(zip) } as Partial<PackageStore> as PackageStore;
  return { folders: await CodeFolders.open(dir, packages), dir };
}

test('the unpacked code of a package that is gone is removed, and made again for who needs it again', async () => {
  const { folders, dir } = await open();
  const folder = await folders.ensure('digest');
  expect(await readFile(path.join(folder, 'a.py'), 'utf8')).toBe('pass');
  await folders.remove('digest');
  expect(await readdir(dir)).toEqual([]);
  expect(await readdir(await folders.ensure('digest'))).toEqual(['a.py', 'b']);
});

test('who needs code while it is being removed gets it whole', async () => {
  const { folders } = await open();
  for (let round = 0; round < 20; round += 1) {
    const removing = folders.remove('digest');
    const folder = await folders.ensure('digest');
    await removing;
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['a.py', 'b', 'b/c.py']);
  }
});

test('a start begins with nothing unpacked: what is there may be incomplete', async () => {
  const { dir, folders } = await open();
  await folders.ensure('digest');
  await writeFile(path.join(dir, 'stray'), '');
  await CodeFolders.open(dir, {} as PackageStore);
  expect(await readdir(dir)).toEqual([]);
});
