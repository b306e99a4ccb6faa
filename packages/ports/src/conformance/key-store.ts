import { DEFAULT_SCOPE } from '@skein/contracts';
import type { KeyRecord } from '@skein/contracts';
import type { KeyReader, KeyWriter } from '../keys.ts';
import type { OpenStore, TestTools } from './test-tools.ts';

type Open = OpenStore<{ readonly store: KeyReader & KeyWriter }>;

const key: KeyRecord = {
  ...DEFAULT_SCOPE,
  id: 'SKEINAAAAAAAAAAAAAAA',
  name: 'für den "Laden"',
  role: 'developer',
  functions: ['shop-*', 'mail'],
  secrets: [
    { number: 2, hash: 'b'.repeat(64), untilMs: undefined },
    { number: 1, hash: 'a'.repeat(64), untilMs: 1_800_000_000_000 },
  ],
  createdAtMs: 1_700_000_000_000,
  rotatedAtMs: 1_700_000_000_001,
  expiresAtMs: undefined,
  revokedAtMs: undefined,
};

/** What every store of keys does. */
export function keyStoreConformance({ describe, it, expect }: TestTools, open: Open): void {
  describe('a store of keys', () => {
    it('gives back a key unchanged, to its own account and region only', async () => {
      await using subject = await open();
      await subject.store.putKey(key);
      expect(await subject.store.listKeys(DEFAULT_SCOPE)).toEqual([key]);
      expect(await subject.store.listKeys({ ...DEFAULT_SCOPE, region: 'eu-west-1' })).toEqual([]);
    });

    it('replaces and removes a key', async () => {
      await using subject = await open();
      await subject.store.putKey(key);
      const changed: KeyRecord = { ...key, secrets: key.secrets.slice(0, 1), revokedAtMs: 5, expiresAtMs: 6, rotatedAtMs: undefined };
      await subject.store.putKey(changed);
      await subject.store.putKey({ ...key, id: 'SKEINBBBBBBBBBBBBBBB' });
      await subject.store.removeKey(DEFAULT_SCOPE, 'SKEINBBBBBBBBBBBBBBB');
      await subject.store.removeKey(DEFAULT_SCOPE, 'SKEINBBBBBBBBBBBBBBB');
      expect(await subject.store.listKeys(DEFAULT_SCOPE)).toEqual([changed]);
    });
  });
}
