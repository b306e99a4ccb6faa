import { SkeinError } from '@skein/contracts';

/** Turns an error of SQLite or of the file system into `storage_failed`; a SkeinError stays what it is. */
export function toStorageError(error: unknown, path?: string): SkeinError {
  if (error instanceof SkeinError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SkeinError('storage_failed', { reason: path === undefined ? message : `${path}: ${message}` }, { cause: error });
}
