import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_GRACE_MS } from '@skein/contracts';
import { sampleFunction, sampleRevision } from '@skein/ports/conformance';
import { describe, expect, it } from 'vitest';
import { openEmbeddedBackend } from '../src/index.ts';
import type { EmbeddedBackend } from '../src/index.ts';
import { ManualClock } from './support/manual-clock.ts';
import { makeDataFolder, openTestBackend } from './support/test-backend.ts';

const GRACE_MS = 60_000;

interface CollectingBackend extends AsyncDisposable {
  readonly backend: EmbeddedBackend;
  readonly clock: ManualClock;
}

async function openCollecting(): Promise<CollectingBackend> {
  const clock = new ManualClock();
  const backend = await openTestBackend({ clock, packageGraceMs: GRACE_MS });
  return { backend, clock, [Symbol.asyncDispose]: () => backend.close() };
}

async function putFunction(backend: EmbeddedBackend, name: string, content: string): Promise<string> {
  const reference = await backend.packages.put(Buffer.from(content));
  await backend.functionWriter.createFunction(sampleFunction(name), sampleRevision(name, { package: reference }));
  return reference.digest;
}

describe('packages are written atomically', () => {
  it('what a crash has left half-written is removed at the next start, and was never listed', async () => {
    await using folder = await makeDataFolder();
    const shardDir = join(folder.options.packagesDir, 'ab');
    await mkdir(shardDir, { recursive: true });
    await writeFile(join(shardDir, `${'ab'.repeat(32)}.zip.123.unfinished`), 'half');
    await using backend = await openEmbeddedBackend(folder.options);
    expect(await backend.packages.list()).toEqual([]);
    expect(await readdir(shardDir)).toEqual([]);
  });

  it('one that cannot be written is an error, and can be put again later', async () => {
    await using backend = await openTestBackend();
    const { digest } = await backend.packages.put(Buffer.from('one'));
    const shardDir = join(backend.folder.options.packagesDir, digest.slice(0, 2));
    await rm(shardDir, { recursive: true });
    await writeFile(shardDir, 'a file is in the way');
    await expect(backend.packages.put(Buffer.from('one'))).rejects.toMatchObject({ code: 'storage_failed' });
    await rm(shardDir);
    await backend.packages.put(Buffer.from('one'));
    expect(await readdir(shardDir)).toEqual([`${digest}.zip`]);
  });

  it('one whose file was damaged later is refused when it is read', async () => {
    await using backend = await openTestBackend();
    const { digest } = await backend.packages.put(Buffer.from('one'));
    await writeFile(join(backend.folder.options.packagesDir, digest.slice(0, 2), `${digest}.zip`), 'two');
    await expect(backend.packages.read(digest)).rejects.toThrow(`the file of the package ${digest} is damaged`);
  });
});

describe('packages are collected when unreferenced', () => {
  it('after the grace, not before; referenced ones stay', async () => {
    await using opened = await openCollecting();
    const { backend, clock } = opened;
    const kept = await putFunction(backend, 'kept', 'one');
    const deleted = await putFunction(backend, 'deleted', 'two');
    await backend.functionWriter.deleteFunction(sampleFunction('deleted'), 'deleted');
    expect(await backend.collectPackages()).toEqual([]);
    clock.advance(GRACE_MS - 1);
    expect(await backend.collectPackages()).toEqual([]);
    clock.advance(1);
    expect(await backend.collectPackages()).toEqual([deleted]);
    expect(await backend.packages.list()).toEqual([kept]);
  });

  it('PACKAGE_GRACE_MS: unless it is set, a package is kept up to the limit, and removed at it', async () => {
    const clock = new ManualClock();
    await using backend = await openTestBackend({ clock });
    const { digest } = await backend.packages.put(Buffer.from('nobody refers to it'));
    expect(await backend.collectPackages()).toEqual([]);
    clock.advance(PACKAGE_GRACE_MS - 1);
    expect(await backend.collectPackages()).toEqual([]);
    clock.advance(1);
    expect(await backend.collectPackages()).toEqual([digest]);
  });

  it('counting from the moment they became unreferenced: a request may be about to unpack an old one', async () => {
    await using opened = await openCollecting();
    const { backend, clock } = opened;
    const old = await putFunction(backend, 'f', 'one');
    clock.advance(100 * GRACE_MS);
    const reference = await backend.packages.put(Buffer.from('two'));
    await backend.functionWriter.putLatest(sampleRevision('f', { number: 2, package: reference }));
    expect(await backend.collectPackages()).toEqual([]);
    expect((await backend.packages.read(old)).toString()).toBe('one');
    clock.advance(GRACE_MS);
    expect(await backend.collectPackages()).toEqual([old]);
  });

  it('not while a create has put its package and not committed its row yet, also when the package is an old one', async () => {
    await using opened = await openCollecting();
    const { backend, clock } = opened;
    const { digest } = await backend.packages.put(Buffer.from('one'));
    await backend.collectPackages();
    clock.advance(GRACE_MS - 1);
    await backend.packages.put(Buffer.from('one'));
    clock.advance(GRACE_MS - 1);
    expect(await backend.collectPackages()).toEqual([]);
    await putFunction(backend, 'f', 'one');
    clock.advance(100 * GRACE_MS);
    expect(await backend.collectPackages()).toEqual([]);
    expect(await backend.packages.has(digest)).toBe(true);
  });

  it('one that is referenced again starts a new grace when it is unreferenced again', async () => {
    await using opened = await openCollecting();
    const { backend, clock } = opened;
    const digest = await putFunction(backend, 'f', 'one');
    for (let round = 0; round < 3; round += 1) {
      await backend.functionWriter.deleteFunction(sampleFunction('f'), 'f');
      await backend.collectPackages();
      clock.advance(GRACE_MS - 1);
      expect(await backend.collectPackages()).toEqual([]);
      await putFunction(backend, 'f', 'one');
      await backend.collectPackages();
    }
    expect(await backend.packages.has(digest)).toBe(true);
  });
});
