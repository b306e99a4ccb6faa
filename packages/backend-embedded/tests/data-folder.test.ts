import { chmod, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_SCOPE } from '@skein/contracts';
import { sampleFunction, sampleRevision } from '@skein/ports/conformance';
import { describe, expect, it } from 'vitest';
import { openEmbeddedBackend } from '../src/index.ts';
import { Child } from './support/child.ts';
import { makeDataFolder } from './support/test-backend.ts';

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

describe('the data folder', () => {
  it('is made so that only its owner can read what is inside', async () => {
    await using folder = await makeDataFolder();
    await using backend = await openEmbeddedBackend(folder.options);
    const { digest } = await backend.packages.put(Buffer.from('secret'));
    await backend.functionWriter.createFunction(sampleFunction('f'), sampleRevision('f'));
    const { databasePath, packagesDir, recordsPath } = folder.options;
    const folders = [join(folder.path, 'data'), packagesDir, join(packagesDir, digest.slice(0, 2))];
    expect(await Promise.all(folders.map(modeOf))).toEqual(['700', '700', '700']);
    const files = [databasePath, `${databasePath}-wal`, recordsPath, join(packagesDir, digest.slice(0, 2), `${digest}.zip`)];
    expect(await Promise.all(files.map(modeOf))).toEqual(['600', '600', '600', '600']);
  });

  it('that is there already keeps its mode', async () => {
    await using folder = await makeDataFolder();
    const dataDir = join(folder.path, 'data');
    await mkdir(dataDir);
    await chmod(dataDir, 0o755);
    await (await openEmbeddedBackend(folder.options)).close();
    expect(await modeOf(dataDir)).toBe('755');
  });

  it('is tidy after closing', async () => {
    await using folder = await makeDataFolder();
    await (await openEmbeddedBackend(folder.options)).close();
    expect((await readdir(join(folder.path, 'data'))).toSorted()).toEqual(['packages', 'records.db', 'skein.db', 'skein.db.lock']);
  });

  it('that cannot be made is named in the error', async () => {
    await using folder = await makeDataFolder();
    await writeFile(join(folder.path, 'data'), 'a file is in the way');
    await expect(openEmbeddedBackend(folder.options)).rejects.toMatchObject({ code: 'storage_failed' });
    await expect(openEmbeddedBackend(folder.options)).rejects.toThrow(join(folder.path, 'data'));
  });

  it('behind a link that leads nowhere is refused, not tried for ever', async () => {
    await using folder = await makeDataFolder();
    await symlink(join(folder.path, 'gone'), join(folder.path, 'data'));
    const databasePath = join(folder.path, 'data', 'below', 'skein.db');
    const opening = openEmbeddedBackend({ ...folder.options, databasePath });
    await expect(opening).rejects.toMatchObject({ code: 'storage_failed', message: expect.stringContaining(join(folder.path, 'data')) });
  });

  it.runIf(process.platform === 'linux')('below a folder that takes none is refused, not tried for ever', async () => {
    await using folder = await makeDataFolder();
    const opening = openEmbeddedBackend({ ...folder.options, databasePath: '/proc/skein-data/skein.db' });
    await expect(opening).rejects.toMatchObject({ code: 'storage_failed', message: expect.stringContaining('/proc/skein-data') });
  });

  it('has any name: with spaces, quotes, line ends and letters of any script', async () => {
    await using folder = await makeDataFolder();
    const dataDir = join(folder.path, 'a "b" \'c\' $d\n日本 ü?#%41');
    const options = {
      databasePath: join(dataDir, 'skein.db'),
      packagesDir: join(dataDir, 'packages'),
      recordsPath: join(dataDir, 'records.db'),
    };
    for (const turn of [1, 2]) {
      await using backend = await openEmbeddedBackend({ ...folder.options, ...options });
      if (turn === 1) await backend.functionWriter.createFunction(sampleFunction('f'), sampleRevision('f'));
      expect(await backend.functions.getFunction(DEFAULT_SCOPE, 'f')).toBeDefined();
    }
  });
});

describe('two servers on one data folder', () => {
  it('the second is refused with the process id of the first', async () => {
    await using folder = await makeDataFolder();
    await using first = new Child('./open-and-wait.ts', [folder.path]);
    await first.waitForLines(1);
    const second = openEmbeddedBackend(folder.options);
    await expect(second).rejects.toMatchObject({ code: 'invalid_configuration', details: { setting: 'DB_PATH' } });
    await expect(second).rejects.toThrow(`is open in another server (process ${first.process.pid})`);
  });

  it('a refused one does not disturb the first, also in the same process', async () => {
    await using folder = await makeDataFolder();
    await using first = await openEmbeddedBackend(folder.options);
    for (let attempt = 0; attempt < 3; attempt += 1)
      await expect(openEmbeddedBackend(folder.options)).rejects.toThrow(`process ${process.pid}`);
    await first.functionWriter.createFunction(sampleFunction('f'), sampleRevision('f'));
    expect(await first.functions.codeUsage(DEFAULT_SCOPE)).toMatchObject({ functionCount: 1 });
  });

  it('a lock left by kill -9 does not block', async () => {
    await using folder = await makeDataFolder();
    await using first = new Child('./open-and-wait.ts', [folder.path]);
    await first.waitForLines(1);
    await first.kill();
    await using second = await openEmbeddedBackend(folder.options);
    expect(await second.functions.codeUsage(DEFAULT_SCOPE)).toEqual({ functionCount: 0, codeSizeBytes: 0 });
  });

  it('one that failed to open leaves no lock', async () => {
    await using folder = await makeDataFolder();
    await mkdir(join(folder.path, 'data'));
    await writeFile(folder.options.recordsPath, 'this is not a database, and long enough to be looked at');
    await expect(openEmbeddedBackend(folder.options)).rejects.toMatchObject({ code: 'storage_failed' });
    await rm(folder.options.recordsPath);
    await using backend = await openEmbeddedBackend(folder.options);
    expect(await backend.packages.list()).toEqual([]);
  });

  it('two databases cannot share a packages folder, not even one after the other', async () => {
    await using folder = await makeDataFolder();
    await using other = await makeDataFolder();
    const { packagesDir } = folder.options;
    await (await openEmbeddedBackend(folder.options)).close();
    await (await openEmbeddedBackend(folder.options)).close();
    const sharing = openEmbeddedBackend({ ...other.options, packagesDir });
    await expect(sharing).rejects.toMatchObject({ code: 'invalid_configuration', details: { setting: 'SKEIN_DATA' } });
    await expect(sharing).rejects.toThrow(`${packagesDir} holds the packages of another database`);
  });
});
