import type { KeyRecord, KeySecret, Role } from '@skein/contracts';
import { parseStored } from '../database/parse-stored.ts';
import type { KeyRow } from '../database/tables.ts';

export function toKeyRow(key: KeyRecord): KeyRow {
  return {
    account: key.account,
    region: key.region,
    id: key.id,
    name: key.name,
    role: key.role,
    functions: JSON.stringify(key.functions),
    secrets: JSON.stringify(key.secrets),
    created_at_ms: key.createdAtMs,
    rotated_at_ms: key.rotatedAtMs ?? null,
    expires_at_ms: key.expiresAtMs ?? null,
    revoked_at_ms: key.revokedAtMs ?? null,
  };
}

export function fromKeyRow(row: KeyRow): KeyRecord {
  return {
    account: row.account,
    region: row.region,
    id: row.id,
    name: row.name,
    role: row.role as Role,
    functions: parseStored<string[]>(row.functions),
    // JSON has no `undefined`: an end that was not set is missing in the text.
    secrets: parseStored<KeySecret[]>(row.secrets).map((secret) => ({ ...secret, untilMs: secret.untilMs })),
    createdAtMs: row.created_at_ms,
    rotatedAtMs: row.rotated_at_ms ?? undefined,
    expiresAtMs: row.expires_at_ms ?? undefined,
    revokedAtMs: row.revoked_at_ms ?? undefined,
  };
}
