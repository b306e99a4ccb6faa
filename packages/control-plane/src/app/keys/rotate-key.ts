import { KEY_OVERLAP_MAX_SECONDS, SkeinError, keyState, requireRole } from '@skein/contracts';
import type { KeyRecord, Principal } from '@skein/contracts';
import type { IssuedKey, KeyContext } from './key-context.ts';

export interface RotateKeyInput {
  readonly keyId: string;
  /** How long the secret before is accepted beside the new one; 0 by default. */
  readonly overlapSeconds?: number | undefined;
}

/**
 * Gives a key a new secret; id, role and everything else stay. Rejects with `access_denied`, `key_not_found`, `key_revoked`,
 * `key_expired`, `invalid_parameter`, `storage_failed`.
 */
export async function rotateKey(context: KeyContext, principal: Principal, input: RotateKeyInput): Promise<IssuedKey> {
  requireRole(principal, 'admin', 'rotateKey');
  const { keyId, overlapSeconds = 0 } = input;
  if (!Number.isInteger(overlapSeconds) || overlapSeconds < 0 || overlapSeconds > KEY_OVERLAP_MAX_SECONDS) {
    const reason = `it must be a whole number from 0 to ${KEY_OVERLAP_MAX_SECONDS}.`;
    throw new SkeinError('invalid_parameter', { parameter: 'overlapSeconds', reason });
  }
  const { keys, clock, logger } = context;
  return await keys.change(async () => {
    const key = withNewSecret(context, keys.get(keyId), clock.nowMs(), overlapSeconds * 1_000);
    await keys.put(key);
    logger.info({ keyId, by: principal.id }, 'a key was rotated');
    return { key, secret: keys.reveal({ key, number: key.secrets[0]?.number ?? 1 }) };
  });
}

/** Of the older secrets only the last one goes on, and only for the overlap. */
function withNewSecret({ keys }: KeyContext, key: KeyRecord, nowMs: number, overlapMs: number): KeyRecord {
  const state = keyState(key, nowMs);
  if (state !== 'active') throw new SkeinError(state === 'revoked' ? 'key_revoked' : 'key_expired', { keyId: key.id });
  const [before] = key.secrets;
  const number = (before?.number ?? 0) + 1;
  const newest = { number, hash: keys.hashOf(key.id, number), untilMs: undefined };
  const kept = before === undefined || overlapMs === 0 ? [] : [{ ...before, untilMs: nowMs + overlapMs }];
  return { ...key, secrets: [newest, ...kept], rotatedAtMs: nowMs };
}
