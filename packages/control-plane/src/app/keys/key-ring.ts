import { SkeinError, keyState } from '@skein/contracts';
import type { KeyRecord, Principal, Scope } from '@skein/contracts';
import type { Clock, KeyReader, KeyWriter } from '@skein/ports';
import { deriveSecret, hashSecret } from './key-secret.ts';

/** One secret of a key in force. */
export interface HeldSecret {
  readonly key: KeyRecord;
  readonly principal: Principal;
  readonly number: number;
  readonly hash: string;
  readonly untilMs: number | undefined;
}

export interface KeyRingOptions {
  readonly store: KeyReader & KeyWriter;
  readonly masterKey: Buffer;
  readonly scope: Scope;
  readonly clock: Clock;
}

/**
 * Every key of the server, in memory. All changes come through here: they are durable first, then in force for every request that
 * comes after, and only then acknowledged. Nothing of it is cached elsewhere.
 */
export class KeyRing {
  readonly #options: KeyRingOptions;
  readonly #keys = new Map<string, readonly HeldSecret[]>();
  readonly #byHash = new Map<string, HeldSecret>();
  #lastChange: Promise<unknown> = Promise.resolve();

  private constructor(options: KeyRingOptions, records: readonly KeyRecord[]) {
    this.#options = options;
    for (const record of records) this.#hold(record);
  }

  static async open(options: KeyRingOptions): Promise<KeyRing> {
    return new KeyRing(options, await options.store.listKeys(options.scope));
  }

  /** Whether requests need a key: from the first key on, also when every key has expired or was revoked. */
  get areInForce(): boolean {
    return this.#keys.size > 0;
  }

  /** In order of their making. */
  list(): readonly KeyRecord[] {
    const records = [...this.#keys.values()].flatMap(([newest]) => (newest === undefined ? [] : [newest.key]));
    return records.toSorted((left, right) => left.createdAtMs - right.createdAtMs || (left.id < right.id ? -1 : 1));
  }

  /** Throws `key_not_found`. */
  get(keyId: string): KeyRecord {
    const key = this.secretsOf(keyId)[0]?.key;
    if (key === undefined) throw new SkeinError('key_not_found', { keyId });
    return key;
  }

  /** The secrets that an id stands for; none when it is not known. Those whose time is over are still among them. */
  secretsOf(keyId: string): readonly HeldSecret[] {
    return this.#keys.get(keyId) ?? [];
  }

  /** The principal of a secret that was sent as it is. Throws `key_invalid`, `key_expired`, `key_revoked`. */
  authenticate(secret: string): Principal {
    const held = this.#byHash.get(hashSecret(secret));
    if (held === undefined) throw new SkeinError('key_invalid');
    return this.admit(held);
  }

  /** The principal of a secret that the caller has proved to have. Throws `key_invalid`, `key_expired`, `key_revoked`. */
  admit({ key, principal, untilMs = Infinity }: HeldSecret): Principal {
    const nowMs = this.#options.clock.nowMs();
    const state = keyState(key, nowMs);
    if (state === 'revoked') throw new SkeinError('key_revoked', { keyId: key.id });
    if (state === 'expired') throw new SkeinError('key_expired', { keyId: key.id });
    if (untilMs <= nowMs) throw new SkeinError('key_invalid');
    return principal;
  }

  /** The text of a secret. */
  reveal({ key, number }: Pick<HeldSecret, 'key' | 'number'>): string {
    return deriveSecret(this.#options.masterKey, key.id, number);
  }

  /** Whether the master key is the one that a key was made with. */
  isOwn({ id, secrets: [newest] }: KeyRecord): boolean {
    return newest !== undefined && hashSecret(deriveSecret(this.#options.masterKey, id, newest.number)) === newest.hash;
  }

  /** Hash of the secret with that number, for a record. */
  hashOf(keyId: string, number: number): string {
    return hashSecret(deriveSecret(this.#options.masterKey, keyId, number));
  }

  /** Runs changes one after the other: each decides on what the one before has left. */
  change<T>(decide: () => Promise<T>): Promise<T> {
    const changed = this.#lastChange.then(decide);
    this.#lastChange = changed.catch(() => {});
    return changed;
  }

  /** Adds a key, or replaces the one with its id. It is in force when this resolves. */
  async put(record: KeyRecord): Promise<void> {
    await this.#options.store.putKey(record);
    this.#drop(record.id);
    this.#hold(record);
  }

  async remove(keyId: string): Promise<void> {
    await this.#options.store.removeKey(this.#options.scope, keyId);
    this.#drop(keyId);
  }

  #hold(key: KeyRecord): void {
    const { id, role, functions } = key;
    const principal: Principal = { id, kind: 'key', role, functions };
    const held = key.secrets.map((secret) => ({ key, principal, ...secret }));
    this.#keys.set(id, held);
    for (const each of held) this.#byHash.set(each.hash, each);
  }

  #drop(keyId: string): void {
    for (const { hash } of this.secretsOf(keyId)) this.#byHash.delete(hash);
    this.#keys.delete(keyId);
  }
}
