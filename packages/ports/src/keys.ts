import type { KeyRecord, Scope } from '@skein/contracts';

/** Reads keys. */
export interface KeyReader {
  /** All of them, also those that have expired or were revoked, in no order. */
  listKeys(scope: Scope): Promise<readonly KeyRecord[]>;
}

/** Changes keys. Every promise resolves after the change is durable. */
export interface KeyWriter {
  /** Adds a key, or replaces the one with its id. */
  putKey(key: KeyRecord): Promise<void>;
  /** Nothing happens when it is gone. */
  removeKey(scope: Scope, keyId: string): Promise<void>;
}
