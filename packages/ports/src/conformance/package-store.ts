import { createHash, randomBytes } from 'node:crypto';
import type { PackageStore } from '../packages.ts';
import type { OpenStore, TestTools } from './test-tools.ts';

const UNKNOWN_DIGEST = '0'.repeat(64);
const LARGE_BYTES = 3 * 1024 * 1024;

/** What every store of packages must do. Each test opens one of its own. */
export function packageStoreConformance({ describe, it, expect }: TestTools, open: OpenStore<PackageStore>): void {
  describe('packages', () => {
    it('are kept by the SHA-256 of their bytes', async () => {
      await using store = await open();
      for (const zip of [Buffer.from('one'), randomBytes(LARGE_BYTES), Buffer.alloc(0)]) {
        const digest = createHash('sha256').update(zip).digest('hex');
        expect(await store.put(zip)).toEqual({ digest, sizeBytes: zip.length });
        expect(await store.has(digest)).toBe(true);
        expect((await store.read(digest)).equals(zip)).toBe(true);
      }
    });

    it('are kept once, however often and from however many places they are put', async () => {
      await using store = await open();
      const zip = randomBytes(LARGE_BYTES);
      const references = await Promise.all(Array.from({ length: 5 }, () => store.put(zip)));
      const digests = [...new Set(references.map(({ digest }) => digest))];
      expect(digests.length).toBe(1);
      expect(await store.list()).toEqual(digests);
      expect(await store.put(zip)).toEqual(references[0]);
    });

    it('are listed', async () => {
      await using store = await open();
      expect(await store.list()).toEqual([]);
      const references = await Promise.all(['one', 'two', 'three'].map((content) => store.put(Buffer.from(content))));
      const listed = await store.list();
      expect(listed.toSorted()).toEqual(references.map(({ digest }) => digest).toSorted());
    });

    it('are gone when deleted, and can be put again', async () => {
      await using store = await open();
      const { digest } = await store.put(Buffer.from('one'));
      const kept = await store.put(Buffer.from('two'));
      await store.delete(digest);
      await store.delete(digest);
      expect(await store.has(digest)).toBe(false);
      expect(await store.list()).toEqual([kept.digest]);
      await store.put(Buffer.from('one'));
      expect((await store.read(digest)).toString()).toBe('one');
    });

    it('that are unknown cannot be read', async () => {
      await using store = await open();
      expect(await store.has(UNKNOWN_DIGEST)).toBe(false);
      await expect(store.read(UNKNOWN_DIGEST)).rejects.toMatchObject({ code: 'storage_failed' });
    });

    it('are never found by anything but a digest', async () => {
      await using store = await open();
      const { digest } = await store.put(Buffer.from('one'));
      for (const name of [
        '',
        '..',
        '../../etc/passwd',
        '/etc/passwd',
        digest.toUpperCase(),
        `${digest}\0`,
        `${digest}/..`,
        digest.slice(1),
      ]) {
        expect(await store.has(name)).toBe(false);
        await store.delete(name);
        await expect(store.read(name)).rejects.toMatchObject({ code: 'storage_failed' });
      }
      expect(await store.list()).toEqual([digest]);
    });
  });
}
