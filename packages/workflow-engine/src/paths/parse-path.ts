import { PATH_SEGMENTS_MAX } from '@skein/contracts';
import { parseFilter } from './parse-filter.ts';
import type { Path, PathRoot, Segment, Selector } from './path.ts';
import { Scanner } from './scanner.ts';

/** A name after a dot: everything up to what can follow it. */
const NAME = /[^\s.,[\]()'"?@*=<>!&|]+/y;
const VARIABLE = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const INTEGER = /-?\d+/y;

/** Reads a whole text as a path. Throws a SyntaxFailure that names the position. */
export function parsePath(text: string): Path {
  const scanner = new Scanner(text);
  const path = takePath(scanner);
  if (!scanner.atEnd) throw scanner.failure('nothing may follow the path');
  return path;
}

/** Reads the path that starts at the scanner, and stops at what cannot belong to it. */
export function takePath(scanner: Scanner): Path {
  const start = scanner.position;
  scanner.expect('$');
  const root = takeRoot(scanner);
  const segments = takeSegments(scanner);
  return { text: scanner.text.slice(start, scanner.position), root, segments, definite: segments.every(isDefinite) };
}

function takeRoot(scanner: Scanner): PathRoot {
  if (scanner.take('$')) return { kind: 'context' };
  const name = scanner.takeMatch(VARIABLE);
  return name === undefined ? { kind: 'input' } : { kind: 'variable', name };
}

/** Reads `.name`, `..name`, `[...]` as long as there are any. */
export function takeSegments(scanner: Scanner): readonly Segment[] {
  const segments: Segment[] = [];
  for (;;) {
    const deep = scanner.take('..');
    if (!deep && scanner.peek() !== '.' && scanner.peek() !== '[') return segments;
    if (segments.length >= PATH_SEGMENTS_MAX) throw scanner.failure(`a path has at most ${PATH_SEGMENTS_MAX} steps`);
    if (!deep) scanner.take('.');
    segments.push({ selector: scanner.peek() === '[' ? takeBracket(scanner) : takeDotted(scanner), deep });
  }
}

function takeDotted(scanner: Scanner): Selector {
  if (scanner.take('*')) return { kind: 'wildcard' };
  const name = scanner.takeMatch(NAME);
  if (name === undefined) throw scanner.failure('a name is missing');
  return { kind: 'name', name };
}

function takeBracket(scanner: Scanner): Selector {
  scanner.expect('[');
  scanner.skipSpaces();
  if (scanner.take('?')) return closeBracket(scanner, { kind: 'filter', filter: parseFilter(scanner, takeSegments) });
  const selectors = [takeBracketItem(scanner)];
  scanner.skipSpaces();
  while (scanner.take(',')) {
    scanner.skipSpaces();
    selectors.push(takeBracketItem(scanner));
    scanner.skipSpaces();
  }
  const [only] = selectors;
  return closeBracket(scanner, selectors.length === 1 && only !== undefined ? only : { kind: 'union', selectors });
}

function closeBracket(scanner: Scanner, selector: Selector): Selector {
  scanner.skipSpaces();
  scanner.expect(']');
  return selector;
}

function takeBracketItem(scanner: Scanner): Selector {
  if (scanner.take('*')) return { kind: 'wildcard' };
  if (scanner.peek() === "'" || scanner.peek() === '"') return { kind: 'name', name: scanner.takeQuoted() };
  const start = scanner.takeMatch(INTEGER);
  if (!scanner.take(':')) {
    if (start === undefined) throw scanner.failure('an index, a quoted name, a slice, a wildcard or a filter is missing');
    return { kind: 'index', index: Number(start) };
  }
  const end = scanner.takeMatch(INTEGER);
  const step = scanner.take(':') ? scanner.takeMatch(INTEGER) : undefined;
  if (step !== undefined && Number(step) < 1) throw scanner.failure('the step of a slice must be positive');
  return {
    kind: 'slice',
    ...(start === undefined ? {} : { start: Number(start) }),
    ...(end === undefined ? {} : { end: Number(end) }),
    step: Number(step ?? 1),
  };
}

function isDefinite(segment: Segment): boolean {
  return !segment.deep && (segment.selector.kind === 'name' || segment.selector.kind === 'index');
}
