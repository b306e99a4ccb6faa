import type { KeyState, Role } from '@skein/contracts';
import type { Connection } from './connection.ts';

/** A key as the server shows it. */
export interface KeyShown {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly functions: readonly string[];
  readonly state: KeyState;
  readonly createdAtMs: number;
  readonly rotatedAtMs: number | null;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
}

/** A key with its secret, which is shown this once. */
export interface KeyIssued extends KeyShown {
  readonly secret: string;
}

export interface NewKey {
  readonly name?: string | undefined;
  readonly role: Role;
  /** Patterns of names; every name by default. */
  readonly functions?: readonly string[] | undefined;
  readonly expiresInSeconds?: number | undefined;
}

const KEYS = '/v1/keys';

/** The keys of a server. */
export class KeyCalls {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Every key, in order of their making. */
  async list(): Promise<readonly KeyShown[]> {
    const found: KeyShown[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
      const page: { keys: KeyShown[]; nextAfter: string | null } = await this.#connection.callJson('GET', KEYS + query);
      found.push(...page.keys);
      after = page.nextAfter;
    }
    return found;
  }

  async create(key: NewKey): Promise<KeyIssued> {
    return await this.#connection.callJson('POST', KEYS, { body: JSON.stringify(key), headers: { 'content-type': 'application/json' } });
  }

  async revoke(keyId: string): Promise<void> {
    await this.#connection.call('DELETE', `${KEYS}/${encodeURIComponent(keyId)}`);
  }

  /** The secret before goes on for the overlap. */
  async rotate(keyId: string, overlapSeconds = 0): Promise<KeyIssued> {
    return await this.#connection.callJson('POST', `${KEYS}/${encodeURIComponent(keyId)}/rotate?overlapSeconds=${overlapSeconds}`);
  }
}
