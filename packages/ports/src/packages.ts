import type { PackageReference } from '@skein/contracts';

/** Keeps packages by the SHA-256 of their bytes. */
export interface PackageStore {
  /** Stores the bytes atomically and durably; storing the same bytes again changes nothing. */
  put(zip: Buffer): Promise<PackageReference>;
  has(digest: string): Promise<boolean>;
  /** Rejects with `storage_failed` when there is no such package. */
  read(digest: string): Promise<Buffer>;
  delete(digest: string): Promise<void>;
  list(): Promise<readonly string[]>;
}
