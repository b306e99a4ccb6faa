import {
  DEFAULT_SCOPE,
  KEYS_MAX,
  KEY_EXPIRY_MAX_SECONDS,
  KEY_NAME_MAX_LENGTH,
  KEY_OVERLAP_MAX_SECONDS,
  KEY_PATTERNS_MAX,
  KEY_PATTERN_MAX_LENGTH,
  OPEN_PRINCIPAL,
} from '@skein/contracts';
import type { KeyRecord } from '@skein/contracts';
import { HeldClock } from '@skein/ports/conformance';
import { expect, test } from 'vitest';
import { createKey } from '../../src/app/keys/create-key.ts';
import type { CreateKeyInput } from '../../src/app/keys/create-key.ts';
import type { KeyContext } from '../../src/app/keys/key-context.ts';
import { rotateKey } from '../../src/app/keys/rotate-key.ts';
import { KeyRing } from '../../src/index.ts';

async function openKeys(records: readonly KeyRecord[] = []): Promise<KeyContext> {
  const clock = new HeldClock();
  const store = { listKeys: async () => [...records], putKey: async () => {}, removeKey: async () => {} };
  const keys = await KeyRing.open({ store, masterKey: Buffer.alloc(32, 1), scope: DEFAULT_SCOPE, clock });
  return { keys, scope: DEFAULT_SCOPE, clock, logger: { debug() {}, info() {}, warn() {}, error() {} } };
}

function patterns(count: number, length: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(index).padStart(length, 'p'));
}

type Change = Partial<CreateKeyInput>;

const LIMITS: readonly (readonly [title: string, at: Change, past: Change])[] = [
  [
    'KEY_NAME_MAX_LENGTH: at the limit, and one past it',
    { name: 'n'.repeat(KEY_NAME_MAX_LENGTH) },
    { name: 'n'.repeat(KEY_NAME_MAX_LENGTH + 1) },
  ],
  [
    'KEY_PATTERNS_MAX: at the limit, and one past it',
    { functions: patterns(KEY_PATTERNS_MAX, 4) },
    { functions: patterns(KEY_PATTERNS_MAX + 1, 4) },
  ],
  [
    'KEY_PATTERN_MAX_LENGTH: at the limit, and one past it',
    { functions: patterns(1, KEY_PATTERN_MAX_LENGTH) },
    { functions: patterns(1, KEY_PATTERN_MAX_LENGTH + 1) },
  ],
  [
    'KEY_EXPIRY_MAX_SECONDS: at the limit, and one past it',
    { expiresInSeconds: KEY_EXPIRY_MAX_SECONDS },
    { expiresInSeconds: KEY_EXPIRY_MAX_SECONDS + 1 },
  ],
];

test.each(LIMITS)('%s', async (_title, at, past) => {
  const context = await openKeys();
  await createKey(context, OPEN_PRINCIPAL, { role: 'admin' });
  await createKey(context, OPEN_PRINCIPAL, { role: 'developer', ...at });
  const refused = createKey(context, OPEN_PRINCIPAL, { role: 'developer', ...past });
  await expect(refused).rejects.toMatchObject({ code: 'invalid_parameter' });
});

test('KEY_OVERLAP_MAX_SECONDS: at the limit, and one past it', async () => {
  const context = await openKeys();
  const { key } = await createKey(context, OPEN_PRINCIPAL, { role: 'admin' });
  const rotate = (overlapSeconds: number) => rotateKey(context, OPEN_PRINCIPAL, { keyId: key.id, overlapSeconds });
  expect((await rotate(KEY_OVERLAP_MAX_SECONDS)).key.secrets).toHaveLength(2);
  await expect(rotate(KEY_OVERLAP_MAX_SECONDS + 1)).rejects.toMatchObject({ code: 'invalid_parameter' });
});

test('KEYS_MAX: so many keys are on record, one past it is refused until one can do nothing any more', async () => {
  const first = await openKeys();
  const { key } = await createKey(first, OPEN_PRINCIPAL, { role: 'admin' });
  const records = Array.from({ length: KEYS_MAX - 2 }, (_, index) => ({ ...key, id: `AKIA${index}` }));
  const expiring = { ...key, id: 'AKIAEXPIRING', expiresAtMs: first.clock.nowMs() + 1_000 };
  const context = await openKeys([...records, expiring]);
  await createKey(context, OPEN_PRINCIPAL, { role: 'invoker' });
  expect(context.keys.list()).toHaveLength(KEYS_MAX);
  await expect(createKey(context, OPEN_PRINCIPAL, { role: 'invoker' })).rejects.toMatchObject({ code: 'key_limit' });
  (context.clock as HeldClock).advance(1_001);
  await createKey(context, OPEN_PRINCIPAL, { role: 'invoker' });
  expect(context.keys.list()).toHaveLength(KEYS_MAX);
});
