import type { Role } from './principal.ts';
import type { Scope } from './scope.ts';

/** One secret of a key. The secret itself is kept nowhere: it is derived from the master key when it is needed. */
export interface KeySecret {
  /** Counts up from 1 with every rotation. */
  readonly number: number;
  /** SHA-256 of the secret, lower-case hex. */
  readonly hash: string;
  /** When it ends although the key goes on, in ms since the epoch; undefined for the newest. */
  readonly untilMs: number | undefined;
}

/** A credential with a role. It stays on record when it has expired or was revoked, so that a server once closed stays closed. */
export interface KeyRecord extends Scope {
  /** 20 upper-case letters and digits: what AWS's tools call an access key id. */
  readonly id: string;
  /** What it is for, in its owner's words. */
  readonly name: string;
  readonly role: Role;
  /** Patterns of the names of functions and workflows that it may touch. */
  readonly functions: readonly string[];
  /** The newest first. */
  readonly secrets: readonly KeySecret[];
  readonly createdAtMs: number;
  readonly rotatedAtMs: number | undefined;
  readonly expiresAtMs: number | undefined;
  readonly revokedAtMs: number | undefined;
}

export const KEY_STATES = ['active', 'expired', 'revoked'] as const;
export type KeyState = (typeof KEY_STATES)[number];

export function keyState({ expiresAtMs = Infinity, revokedAtMs }: KeyRecord, nowMs: number): KeyState {
  if (revokedAtMs !== undefined) return 'revoked';
  return expiresAtMs <= nowMs ? 'expired' : 'active';
}
