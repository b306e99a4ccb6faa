import { isPython } from '../../lib/kinds.ts';
import type { RepositoryFile } from '../../lib/repository.ts';
import { formatPython, lintPython } from '../../lib/ruff.ts';
import type { Finding, Rule } from '../check.ts';

/** Python is linted and formatted as TypeScript is, by a program that people of Python use. */
export const python: Rule = {
  name: 'python',
  examine: (files) => files.filter(isPython).flatMap((file) => examineFile(file)),
};

function examineFile({ path, text }: RepositoryFile): readonly Finding[] {
  const findings = lintPython(text).map(({ line, message }) => ({ path, line, message }));
  // What cannot be parsed cannot be formatted either, and is a finding already.
  if (findings.length > 0 || formatPython(text) === text) return findings;
  return [{ path, message: 'is not formatted: run `npm run format`' }];
}
