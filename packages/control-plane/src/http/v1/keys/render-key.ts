import { keyState } from '@skein/contracts';
import type { KeyRecord, V1Routes } from '@skein/contracts';
import type { z } from 'zod';

/** A key as `/v1` shows it: without what is kept of its secrets. */
export function renderKey(key: KeyRecord, nowMs: number): z.input<V1Routes['getKey']['answer']['json']> {
  const { id, name, role, functions, createdAtMs, rotatedAtMs, expiresAtMs, revokedAtMs } = key;
  return {
    id,
    name,
    role,
    functions: [...functions],
    state: keyState(key, nowMs),
    createdAtMs,
    rotatedAtMs: rotatedAtMs ?? null,
    expiresAtMs: expiresAtMs ?? null,
    revokedAtMs: revokedAtMs ?? null,
  };
}
