import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SCOPE } from '@skein/contracts';
import type { KeyRecord } from '@skein/contracts';
import { KeyRing } from '../../src/index.ts';
import { canonicalPath, canonicalQuery } from '../../src/http/auth/signature-v4/canonical-request.ts';
import type { SignedRequest } from '../../src/http/auth/signature-v4/signed-request.ts';
import { SignatureVerifier } from '../../src/http/auth/signature-v4/verifier.ts';
import { SECRET, SIGNED_CASES } from './signature-v4.data.ts';
import type { SignedCase } from './signature-v4.data.ts';

const SIGNED_AT_MS = Date.UTC(2015, 7, 30, 12, 36);
const MINUTE_MS = 60_000;
const KEY: KeyRecord = {
  ...DEFAULT_SCOPE,
  id: 'AKIDEXAMPLE',
  name: '',
  role: 'developer',
  functions: ['*'],
  secrets: [{ number: 1, hash: '0', untilMs: undefined }],
  createdAtMs: 0,
  rotatedAtMs: undefined,
  expiresAtMs: undefined,
  revokedAtMs: undefined,
};

/** A verifier that knows AWS's example key: its secret is AWS's, so it cannot be derived from a master key. */
async function openVerifier(nowMs = SIGNED_AT_MS, key: Partial<KeyRecord> = {}): Promise<SignatureVerifier> {
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs, after: () => () => {} };
  const store = { listKeys: async () => [{ ...KEY, ...key }], putKey: async () => {}, removeKey: async () => {} };
  const keys = await KeyRing.open({ store, masterKey: Buffer.alloc(32), scope: DEFAULT_SCOPE, clock });
  keys.reveal = () => SECRET;
  return new SignatureVerifier({ keys, scope: DEFAULT_SCOPE, clock });
}

function requestOf({ method, target, headers = [], signedHeaders = 'host;x-amz-date', signature }: SignedCase): SignedRequest {
  const [path = '', query = ''] = target.split('?');
  const credential = 'AKIDEXAMPLE/20150830/us-east-1/service/aws4_request';
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  const all: (readonly [string, string])[] = [
    ['Host', 'example.amazonaws.com'],
    ['X-Amz-Date', '20150830T123600Z'],
    ...headers,
    ...(signature === undefined ? [] : [['Authorization', authorization] as const]),
  ];
  return { method, path, query, headers: all.map(([name, value]) => [name.toLowerCase(), value]) };
}

async function verify(signed: SignedCase, nowMs?: number, key?: Partial<KeyRecord>): Promise<string> {
  const verifier = await openVerifier(nowMs, key);
  const body = Buffer.from(signed.body ?? '');
  return verifier.complete(verifier.begin(requestOf(signed), 'service'), body).id;
}

function caseOf(name: string): SignedCase {
  const found = SIGNED_CASES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found;
}

describe('AWS Signature V4, header and presigned (published test vectors)', () => {
  test.each(SIGNED_CASES)('$name', async (signed) => {
    expect(await verify(signed)).toBe('AKIDEXAMPLE');
  });

  test.each<readonly [string, Partial<SignedCase>]>([
    ['method', { method: 'DELETE' }],
    ['path', { target: '/other' }],
    ['query', { target: '/?Param1=value1' }],
    ['body', { body: 'other' }],
    ['signature', { signature: '6da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b' }],
    ['length of the signature', { signature: '5da7' }],
    ['signed headers', { signedHeaders: 'host' }],
  ])('another %s is refused', async (_what, change) => {
    await expect(verify({ ...caseOf('post-vanilla'), ...change })).rejects.toThrow('does not match the signature you provided');
  });

  test('headers that tell AWS what to do must be signed, and the host', async () => {
    const added = { ...caseOf('get-vanilla'), headers: [['X-Amz-Invocation-Type', 'Event']] as const };
    await expect(verify(added)).rejects.toThrow('headers present in the request which were not signed: x-amz-invocation-type');
    await expect(verify({ ...caseOf('get-vanilla'), signedHeaders: 'x-amz-date' })).rejects.toThrow("'Host' must be a 'SignedHeader'");
  });
});

describe('dates within 15 minutes', () => {
  test.each([-15, 15])('SIGNATURE_SKEW_MAX_MS: %i minutes away is accepted, a second more is not', async (minutes) => {
    const [away, more] = [minutes * MINUTE_MS, Math.sign(minutes) * 1_000];
    expect(await verify(caseOf('get-vanilla'), SIGNED_AT_MS + away)).toBe('AKIDEXAMPLE');
    await expect(verify(caseOf('get-vanilla'), SIGNED_AT_MS + away + more)).rejects.toMatchObject({ code: 'signature_invalid' });
  });

  test('the texts say what the service says', async () => {
    await expect(verify(caseOf('get-vanilla'), SIGNED_AT_MS + 30 * MINUTE_MS)).rejects.toThrow(
      'Signature expired: 20150830T123600Z is now earlier than 20150830T125100Z (20150830T130600Z - 15 min.)',
    );
    await expect(verify(caseOf('get-vanilla'), SIGNED_AT_MS - 30 * MINUTE_MS)).rejects.toThrow(
      'Signature not yet current: 20150830T123600Z is still later than 20150830T122100Z (20150830T120600Z + 15 min.)',
    );
  });

  test('PRESIGNED_MAX_SECONDS: a presigned URL holds as long as it says, and may say as much as the limit', async () => {
    const presigned = caseOf('get-vanilla-query, presigned');
    expect(await verify(presigned, SIGNED_AT_MS + 60 * MINUTE_MS)).toBe('AKIDEXAMPLE');
    await expect(verify(presigned, SIGNED_AT_MS + 60 * MINUTE_MS + 1_000)).rejects.toThrow('Signature expired');
    await expect(verify({ ...presigned, target: presigned.target.replace('=3600', '=7200') })).rejects.toThrow('does not match');
    // At the limit it is read; only the signature is that of another URL.
    await expect(verify({ ...presigned, target: presigned.target.replace('=3600', '=604800') })).rejects.toThrow(
      'does not match the signature',
    );
    await expect(verify({ ...presigned, target: presigned.target.replace('=3600', '=604801') })).rejects.toThrow('from 1 to 604800');
  });
});

describe('the payload hash is checked, UNSIGNED-PAYLOAD only where allowed', () => {
  test('a hash that is not the body is refused, whatever the signature says of it', async () => {
    const form = caseOf('post-x-www-form-urlencoded');
    await expect(verify({ ...form, body: 'Param1=value2' })).rejects.toMatchObject({ code: 'signature_invalid' });
  });

  test('a signature in the header cannot leave the body open', async () => {
    const headers = [['x-amz-content-sha256', 'UNSIGNED-PAYLOAD']] as const;
    await expect(verify({ ...caseOf('get-vanilla'), headers })).rejects.toThrow('does not match');
  });
});

describe('what a signature is for', () => {
  test.each([
    ['another service', 'lambda', {}, "correct service: 'lambda'"],
    ['another region', 'service', { region: 'eu-west-1' }, 'valid region'],
  ])('%s is refused', async (_what, service, scope, text) => {
    const { keys, clock } = { clock: { nowMs: () => SIGNED_AT_MS, monotonicMs: () => 0, after: () => () => {} }, keys: await ringOf(KEY) };
    const verifier = new SignatureVerifier({ keys, scope: { ...DEFAULT_SCOPE, ...scope }, clock });
    expect(() => verifier.begin(requestOf(caseOf('get-vanilla')), service)).toThrow(text);
  });

  test('an id that is not known, an expired and a revoked key', async () => {
    await expect(verify(caseOf('get-vanilla'), undefined, { id: 'OTHER' })).rejects.toMatchObject({ code: 'key_invalid' });
    await expect(verify(caseOf('get-vanilla'), undefined, { expiresAtMs: SIGNED_AT_MS })).rejects.toMatchObject({ code: 'key_expired' });
    await expect(verify(caseOf('get-vanilla'), undefined, { revokedAtMs: 1 })).rejects.toMatchObject({ code: 'key_revoked' });
  });

  test('only who has the secret hears that the key has expired', async () => {
    const forged = { ...caseOf('get-vanilla'), signature: '0'.repeat(64) };
    await expect(verify(forged, undefined, { expiresAtMs: 1 })).rejects.toMatchObject({ code: 'signature_invalid' });
  });
});

async function ringOf(key: KeyRecord): Promise<KeyRing> {
  const store = { listKeys: async () => [key], putKey: async () => {}, removeKey: async () => {} };
  const clock = { nowMs: () => SIGNED_AT_MS, monotonicMs: () => 0, after: () => () => {} };
  return await KeyRing.open({ store, masterKey: Buffer.alloc(32), scope: DEFAULT_SCOPE, clock });
}

describe('canonical forms', () => {
  test('a plain path is left as it is, and every other is made plain before it is encoded once more', () => {
    expect(canonicalPath('/2015-03-31/functions/hello_1/invocations')).toBe('/2015-03-31/functions/hello_1/invocations');
    expect(canonicalPath('/2015-03-31/functions/arn%3Aaws/x')).toBe('/2015-03-31/functions/arn%253Aaws/x');
    expect(canonicalPath('')).toBe('/');
    expect(canonicalPath('/a/../../b/./')).toBe('/b/');
  });

  test('a query means the same in whatever order and encoding it came', () => {
    const pairs = fc.array(fc.tuple(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 })), { maxLength: 5 });
    fc.assert(
      fc.property(pairs, (given) => {
        const encode = (text: string): string => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
        const plain = given.filter(([name]) => name !== '' && name !== 'X-Amz-Signature');
        const once = plain.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
        const other = plain
          .toReversed()
          .map(([name, value]) => `${encode(name)}=${encode(value)}`)
          .join('&');
        expect(canonicalQuery(other)).toBe(canonicalQuery(once));
        expect(canonicalQuery(canonicalQuery(once))).toBe(canonicalQuery(once));
      }),
    );
  });
});
