import { parseSync } from 'oxc-parser';
import type { Comment, Statement } from 'oxc-parser';

export interface DocumentedConstant {
  readonly name: string;
  /** Text of the doc comment that ends on the line above; empty when there is none. */
  readonly documentation: string;
}

/** The exported constants of a module in their order, with their doc comments. */
export function listDocumentedConstants(path: string, text: string): readonly DocumentedConstant[] {
  const { program, comments } = parseSync(path, text);
  return program.body.flatMap((statement) =>
    constantNames(statement).map((name) => ({ name, documentation: documentationBefore(statement.start, text, comments) })),
  );
}

function constantNames(statement: Statement): readonly string[] {
  if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'VariableDeclaration') return [];
  return statement.declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
}

function documentationBefore(offset: number, text: string, comments: readonly Comment[]): string {
  const comment = comments.findLast(({ end }) => end <= offset);
  if (comment === undefined || !comment.value.startsWith('*') || !/^\s*$/.test(text.slice(comment.end, offset))) return '';
  return comment.value
    .replace(/^\*/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*\s?/, '').trim())
    .join(' ')
    .trim();
}
