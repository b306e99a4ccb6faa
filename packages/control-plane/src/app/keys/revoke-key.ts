import { requireRole } from '@skein/contracts';
import type { KeyRecord, Principal } from '@skein/contracts';
import type { KeyContext } from './key-context.ts';

/**
 * Ends a key: no request that comes after this has resolved is accepted with it. What it has begun goes on. Doing it again changes
 * nothing. Rejects with `access_denied`, `key_not_found`, `storage_failed`.
 */
export async function revokeKey(context: KeyContext, principal: Principal, keyId: string): Promise<KeyRecord> {
  requireRole(principal, 'admin', 'revokeKey');
  const { keys, clock, logger } = context;
  return await keys.change(async () => {
    const key = keys.get(keyId);
    if (key.revokedAtMs !== undefined) return key;
    const revoked = { ...key, revokedAtMs: clock.nowMs() };
    await keys.put(revoked);
    logger.info({ keyId, by: principal.id }, 'a key was revoked');
    return revoked;
  });
}
