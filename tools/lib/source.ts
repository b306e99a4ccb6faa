import { parseSync, Visitor } from 'oxc-parser';
import type { Comment, ParseResult, VisitorObject } from 'oxc-parser';
import type { RepositoryFile } from './repository.ts';

export interface Source {
  readonly program: ParseResult['program'];
  readonly module: ParseResult['module'];
  readonly comments: readonly Comment[];
}

const parsed = new WeakMap<RepositoryFile, Source>();

/** The syntax tree of a file. A file is parsed once, however many rules look at it. */
export function parseSource(file: RepositoryFile): Source {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const result = parseSync(file.path, file.text);
  const source = { program: result.program, module: result.module, comments: result.comments };
  parsed.set(file, source);
  return source;
}

/** Calls the visitor's functions for the nodes of a file. */
export function visitSource(file: RepositoryFile, visitor: VisitorObject): void {
  new Visitor(visitor).visit(parseSource(file).program);
}

/** Number of the line, from 1, that an offset lies on. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let index = text.indexOf('\n'); index !== -1 && index < offset; index = text.indexOf('\n', index + 1)) line += 1;
  return line;
}
