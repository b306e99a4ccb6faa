import {
  EVERY_FUNCTION,
  KEYS_MAX,
  KEY_EXPIRY_MAX_SECONDS,
  KEY_NAME_MAX_LENGTH,
  KEY_PATTERNS_MAX,
  KEY_PATTERN_MAX_LENGTH,
  SkeinError,
  keyState,
  requireRole,
} from '@skein/contracts';
import type { KeyRecord, Principal, Role } from '@skein/contracts';
import type { IssuedKey, KeyContext } from './key-context.ts';
import { newKeyId } from './key-secret.ts';

export interface CreateKeyInput {
  readonly name?: string | undefined;
  readonly role: Role;
  /** Patterns of names; every name by default. */
  readonly functions?: readonly string[] | undefined;
  /** Missing: it does not expire. */
  readonly expiresInSeconds?: number | undefined;
}

const PATTERN = /^[A-Za-z0-9_*-]+$/;
const NAME = /^[^\p{Cc}]*$/u;

/**
 * Makes a key; its secret is in the answer and nowhere else. From the first key on every request needs one, so the first is an
 * admin's. Rejects with `access_denied`, `invalid_parameter`, `first_key_not_admin`, `key_limit`, `storage_failed`.
 */
export async function createKey(context: KeyContext, principal: Principal, input: CreateKeyInput): Promise<IssuedKey> {
  requireRole(principal, 'admin', 'createKey');
  checkInput(input);
  return await context.keys.change(async () => {
    const { keys, logger } = context;
    if (!keys.areInForce && input.role !== 'admin') throw new SkeinError('first_key_not_admin');
    await makeRoom(context);
    const key = newKey(context, input);
    await keys.put(key);
    logger.info({ keyId: key.id, role: key.role, by: principal.id }, 'a key was made');
    return { key, secret: keys.reveal({ key, number: 1 }) };
  });
}

function newKey({ keys, clock, scope }: KeyContext, input: CreateKeyInput): KeyRecord {
  const { name = '', role, functions = EVERY_FUNCTION, expiresInSeconds } = input;
  const id = newKeyId();
  const createdAtMs = clock.nowMs();
  return {
    ...scope,
    id,
    name,
    role,
    functions,
    secrets: [{ number: 1, hash: keys.hashOf(id, 1), untilMs: undefined }],
    createdAtMs,
    rotatedAtMs: undefined,
    expiresAtMs: expiresInSeconds === undefined ? undefined : createdAtMs + expiresInSeconds * 1_000,
    revokedAtMs: undefined,
  };
}

/** The oldest key that can do nothing any more goes for a new one. */
async function makeRoom({ keys, clock }: KeyContext): Promise<void> {
  const records = keys.list();
  if (records.length < KEYS_MAX) return;
  const spent = records.find((key) => keyState(key, clock.nowMs()) !== 'active');
  if (spent === undefined) throw new SkeinError('key_limit', { limit: KEYS_MAX });
  await keys.remove(spent.id);
}

function checkInput({ name = '', role, functions = EVERY_FUNCTION, expiresInSeconds = 1 }: CreateKeyInput): void {
  if (name.length > KEY_NAME_MAX_LENGTH || !NAME.test(name)) {
    throw invalid('name', `it must be one line of at most ${KEY_NAME_MAX_LENGTH} characters.`);
  }
  if (functions.length === 0 || functions.length > KEY_PATTERNS_MAX) {
    throw invalid('functions', `there must be 1 to ${KEY_PATTERNS_MAX} patterns.`);
  }
  const bad = functions.find((pattern) => pattern.length > KEY_PATTERN_MAX_LENGTH || !PATTERN.test(pattern));
  if (bad !== undefined) {
    const shape = `at most ${KEY_PATTERN_MAX_LENGTH} letters, digits, hyphens, underscores and *`;
    throw invalid('functions', `'${bad.slice(0, KEY_PATTERN_MAX_LENGTH)}' is no pattern: it must have ${shape}.`);
  }
  if (role === 'admin' && !functions.includes('*')) throw invalid('functions', 'an admin may do everything; leave the patterns out.');
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > KEY_EXPIRY_MAX_SECONDS) {
    throw invalid('expiresInSeconds', `it must be a whole number from 1 to ${KEY_EXPIRY_MAX_SECONDS}.`);
  }
}

function invalid(parameter: string, reason: string): SkeinError {
  return new SkeinError('invalid_parameter', { parameter, reason });
}
