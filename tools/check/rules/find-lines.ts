import type { RepositoryFile } from '../../lib/repository.ts';
import type { Finding } from '../check.ts';

/** A finding for every line that the pattern matches. */
export function findLines(files: readonly RepositoryFile[], pattern: RegExp, message: string): readonly Finding[] {
  return files.flatMap((file) =>
    file.text.split('\n').flatMap((text, index) => (pattern.test(text) ? [{ path: file.path, line: index + 1, message }] : [])),
  );
}
