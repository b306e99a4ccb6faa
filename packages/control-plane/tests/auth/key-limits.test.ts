import {
  DEFAULT_SCOPE,
  KEYS_MAX,
  KEY_EXPIRY_MAX_SECONDS,
  KEY_NAME_MAX_LENGTH,
  KEY_OVERLAP_MAX_SECONDS,
  KEY_PATTERNS_MAX,
  KEY_PATTERN_MAX_LENGTH,
  OPEN_PRINCIPAL,
  PRESIGNED_MAX_SECONDS,
  SIGNATURE_SKEW_MAX_MS,
} from '@skein/contracts';
import { describe, expect, test } from 'vitest';
import { readSignature } from '../../src/http/auth/signature-v4/read-signature.ts';
import { SignatureVerifier } from '../../src/http/auth/signature-v4/verifier.ts';
import { KeyRing, createKey, revokeKey, rotateKey } from '../../src/index.ts';
import type { CreateKeyInput, IssuedKey, KeyContext } from '../../src/index.ts';
import { sign } from './sign.ts';

const logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Keys that are kept nowhere, at a time that can be set. */
async function openKeys(clock = { nowMs: () => Date.now(), monotonicMs: () => 0, after: () => () => {} }): Promise<KeyContext> {
  const store = { listKeys: async () => [], putKey: async () => {}, removeKey: async () => {} };
  const keys = await KeyRing.open({ store, masterKey: Buffer.alloc(32, 1), scope: DEFAULT_SCOPE, clock });
  return { keys, scope: DEFAULT_SCOPE, clock, logger };
}

async function make(input: Partial<CreateKeyInput>): Promise<IssuedKey> {
  const context = await openKeys();
  await createKey(context, OPEN_PRINCIPAL, { role: 'admin' });
  return await createKey(context, OPEN_PRINCIPAL, { role: 'invoker', ...input });
}

describe('the limits of keys', () => {
  test.each<readonly [string, Partial<CreateKeyInput>, Partial<CreateKeyInput>]>([
    [
      'KEY_NAME_MAX_LENGTH: at the limit a key is made, one past it not',
      { name: 'n'.repeat(KEY_NAME_MAX_LENGTH) },
      { name: 'n'.repeat(KEY_NAME_MAX_LENGTH + 1) },
    ],
    [
      'KEY_PATTERNS_MAX: at the limit a key is made, one past it not',
      { functions: Array.from({ length: KEY_PATTERNS_MAX }, () => 'f') },
      { functions: Array.from({ length: KEY_PATTERNS_MAX + 1 }, () => 'f') },
    ],
    [
      'KEY_PATTERN_MAX_LENGTH: at the limit a key is made, one past it not',
      { functions: ['f'.repeat(KEY_PATTERN_MAX_LENGTH)] },
      { functions: ['f'.repeat(KEY_PATTERN_MAX_LENGTH + 1)] },
    ],
    [
      'KEY_EXPIRY_MAX_SECONDS: at the limit a key is made, one past it not',
      { expiresInSeconds: KEY_EXPIRY_MAX_SECONDS },
      { expiresInSeconds: KEY_EXPIRY_MAX_SECONDS + 1 },
    ],
  ])('%s', async (_title, at, past) => {
    expect((await make(at)).secret).toMatch(/^skein_/);
    await expect(make(past)).rejects.toMatchObject({ code: 'invalid_parameter' });
  });

  test('KEY_OVERLAP_MAX_SECONDS: at the limit a key is rotated, one past it not', async () => {
    const context = await openKeys();
    const { id: keyId } = (await createKey(context, OPEN_PRINCIPAL, { role: 'admin' })).key;
    const rotate = (overlapSeconds: number) => rotateKey(context, OPEN_PRINCIPAL, { keyId, overlapSeconds });
    expect((await rotate(KEY_OVERLAP_MAX_SECONDS)).key.secrets).toHaveLength(2);
    await expect(rotate(KEY_OVERLAP_MAX_SECONDS + 1)).rejects.toMatchObject({ code: 'invalid_parameter' });
  });

  test('KEYS_MAX: one more is made only in the place of one that can do nothing any more', { timeout: 60_000 }, async () => {
    const context = await openKeys();
    const { key: template } = await createKey(context, OPEN_PRINCIPAL, { role: 'admin' });
    for (let count = 2; count < KEYS_MAX; count += 1) {
      const id = `K${count}`;
      await context.keys.put({ ...template, id, secrets: [{ number: 1, hash: id, untilMs: undefined }] });
    }
    await createKey(context, OPEN_PRINCIPAL, { role: 'invoker' });
    await expect(createKey(context, OPEN_PRINCIPAL, { role: 'invoker' })).rejects.toMatchObject({ code: 'key_limit' });
    await revokeKey(context, OPEN_PRINCIPAL, 'K7');
    await createKey(context, OPEN_PRINCIPAL, { role: 'invoker' });
    expect(context.keys.list()).toHaveLength(KEYS_MAX);
    expect(() => context.keys.get('K7')).toThrow('There is no key K7');
  });

  test('SIGNATURE_SKEW_MAX_MS: as far from the time of this machine a signature is taken, a second further not', async () => {
    let nowMs = 0;
    const context = await openKeys({ nowMs: () => nowMs, monotonicMs: () => 0, after: () => () => {} });
    const { key, secret } = await createKey(context, OPEN_PRINCIPAL, { role: 'admin' });
    const verifier = new SignatureVerifier(context);
    const signedAtMs = Math.floor(Date.now() / 1_000) * 1_000;
    const request = { method: 'GET', url: '/', host: 'h', headers: {}, body: '', service: 'lambda' };
    const headers = Object.entries(sign({ id: key.id, secret }, { ...request, timeMs: signedAtMs }));
    const verifyAt = (atMs: number) => {
      nowMs = atMs;
      return verifier.complete(verifier.begin({ method: 'GET', path: '/', query: '', headers }, 'lambda'), Buffer.alloc(0)).id;
    };
    for (const direction of [-1, 1]) {
      expect(verifyAt(signedAtMs + direction * SIGNATURE_SKEW_MAX_MS)).toBe(key.id);
      expect(() => verifyAt(signedAtMs + direction * (SIGNATURE_SKEW_MAX_MS + 1_000))).toThrow('Signature');
    }
  });

  test('PRESIGNED_MAX_SECONDS: a URL may hold so long and no longer', () => {
    const read = (seconds: number) => {
      const parts = {
        Algorithm: 'AWS4-HMAC-SHA256',
        Credential: 'K/20150830/r/s/aws4_request',
        Date: '20150830T123600Z',
        SignedHeaders: 'host',
      };
      const all = Object.entries({ ...parts, Signature: '0', Expires: String(seconds) });
      const query = all.map(([name, value]) => `X-Amz-${name}=${encodeURIComponent(value)}`).join('&');
      return readSignature({ method: 'GET', path: '/', query, headers: [] }).expiresSeconds;
    };
    expect(read(PRESIGNED_MAX_SECONDS)).toBe(PRESIGNED_MAX_SECONDS);
    expect(() => read(PRESIGNED_MAX_SECONDS + 1)).toThrow('X-Amz-Expires');
  });
});
