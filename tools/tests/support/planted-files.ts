import type { RepositoryFile } from '../../lib/repository.ts';

/** Files that exist only for a test, by path. */
export function plantFiles(texts: Readonly<Record<string, string>>): readonly RepositoryFile[] {
  return Object.entries(texts).map(([path, text]) => ({ path, sizeBytes: Buffer.byteLength(text), text }));
}
