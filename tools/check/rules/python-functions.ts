import { isPython } from '../../lib/kinds.ts';
import type { RepositoryFile } from '../../lib/repository.ts';
import type { Finding, Rule } from '../check.ts';

const LINES_MAX = 70;

/** Python functions keep the limit that the linter sets for TypeScript. */
export const pythonFunctions: Rule = {
  name: 'python-functions',
  examine: (files) => files.filter(isPython).flatMap(examineFile),
};

function examineFile(file: RepositoryFile): readonly Finding[] {
  const lines = file.text.split('\n');
  return lines.flatMap((text, index) => {
    const name = /^\s*(?:async )?def (\w+)/.exec(text)?.[1];
    if (name === undefined) return [];
    const length = functionLength(lines.slice(index));
    return length > LINES_MAX
      ? [{ path: file.path, line: index + 1, message: `${name} has ${length} lines; at most ${LINES_MAX} are allowed` }]
      : [];
  });
}

/** Lines from the `def` on to the last one that is indented deeper than it. */
function functionLength(lines: readonly string[]): number {
  const indentation = indentationOf(lines[0] ?? '');
  const isBeyond = (text: string, index: number): boolean => index > 0 && /^\s*[^\s)\]]/.test(text) && indentationOf(text) <= indentation;
  const end = lines.findIndex(isBeyond);
  return lines.slice(0, end === -1 ? lines.length : end).findLastIndex((text) => text.trim() !== '') + 1;
}

function indentationOf(text: string): number {
  return text.length - text.trimStart().length;
}
