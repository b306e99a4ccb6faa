import { isCode } from '../../lib/kinds.ts';
import type { RepositoryFile } from '../../lib/repository.ts';
import type { Finding, Rule } from '../check.ts';

const LINES_MAX = 400;
const BYTES_MAX = 512 * 1024;

/** No code file above 400 lines (tables of data, named `*.data.ts`, excepted) and no file above 512 KB. */
export const sizes: Rule = {
  name: 'sizes',
  examine: (files) => files.flatMap((file) => [...examineLines(file), ...examineBytes(file)]),
};

function examineLines(file: RepositoryFile): readonly Finding[] {
  if (!isCode(file) || file.path.endsWith('.data.ts')) return [];
  const lines = file.text.split('\n').length - 1;
  return lines > LINES_MAX ? [{ path: file.path, message: `has ${lines} lines; at most ${LINES_MAX} are allowed` }] : [];
}

function examineBytes(file: RepositoryFile): readonly Finding[] {
  if (file.sizeBytes <= BYTES_MAX) return [];
  return [{ path: file.path, message: `has ${file.sizeBytes} bytes; at most ${BYTES_MAX} are allowed in the repository` }];
}
