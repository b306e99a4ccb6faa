import { CHOICE_DEPTH_MAX } from '@skein/contracts';
import type { Comparison, Filter, FilterPath, Operand, Segment } from './path.ts';
import type { Scanner } from './scanner.ts';

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Reads the steps of a path: filters are inside of paths and hold paths themselves. */
type TakeSegments = (scanner: Scanner) => readonly Segment[];

const OPERATORS: readonly Comparison[] = ['==', '!=', '<=', '>=', '<', '>'];

/**
 * Reads the parenthesised condition of a filter: comparisons and existence, joined by `&&`, `||`, `!`. Regular expressions (`=~`) are left out
 * on purpose: an expression that backtracks without end would hold up every execution of the server.
 */
export function parseFilter(scanner: Scanner, takeSegments: TakeSegments): Filter {
  scanner.expect('(');
  const filter = new FilterParser(scanner, takeSegments).takeOr(0);
  scanner.skipSpaces();
  scanner.expect(')');
  return filter;
}

class FilterParser {
  readonly #scanner: Scanner;
  readonly #takeSegments: TakeSegments;

  constructor(scanner: Scanner, takeSegments: TakeSegments) {
    this.#scanner = scanner;
    this.#takeSegments = takeSegments;
  }

  takeOr(depth: number): Filter {
    if (depth > CHOICE_DEPTH_MAX) throw this.#scanner.failure(`conditions may be nested ${CHOICE_DEPTH_MAX} deep`);
    return this.#takeJoined('||', 'or', () => this.#takeJoined('&&', 'and', () => this.#takeUnary(depth)));
  }

  #takeJoined(sign: string, kind: 'or' | 'and', takePart: () => Filter): Filter {
    const first = takePart();
    const filters = [first];
    this.#scanner.skipSpaces();
    while (this.#scanner.take(sign)) {
      filters.push(takePart());
      this.#scanner.skipSpaces();
    }
    return filters.length === 1 ? first : { kind, filters };
  }

  #takeUnary(depth: number): Filter {
    this.#scanner.skipSpaces();
    if (this.#scanner.take('!')) return { kind: 'not', filter: this.#takeUnaryOnce(depth) };
    return this.#takeUnaryOnce(depth);
  }

  #takeUnaryOnce(depth: number): Filter {
    this.#scanner.skipSpaces();
    if (!this.#scanner.take('(')) return this.#takeComparison();
    const filter = this.takeOr(depth + 1);
    this.#scanner.skipSpaces();
    this.#scanner.expect(')');
    return filter;
  }

  #takeComparison(): Filter {
    const left = this.#takeOperand();
    this.#scanner.skipSpaces();
    if (this.#scanner.take('=~')) throw this.#scanner.failure('regular expressions are not supported in filters');
    const operator = OPERATORS.find((sign) => this.#scanner.take(sign));
    if (operator !== undefined) {
      this.#scanner.skipSpaces();
      return { kind: 'compare', operator, left, right: this.#takeOperand() };
    }
    if (left.kind === 'literal') throw this.#scanner.failure('a comparison is missing');
    return { kind: 'exists', path: left };
  }

  #takeOperand(): Operand {
    if (this.#scanner.take('@')) return this.#takeFilterPath('item');
    if (this.#scanner.take('$')) return this.#takeFilterPath('document');
    if (this.#scanner.peek() === "'" || this.#scanner.peek() === '"') return { kind: 'literal', value: this.#scanner.takeQuoted() };
    if (this.#scanner.take('true')) return { kind: 'literal', value: true };
    if (this.#scanner.take('false')) return { kind: 'literal', value: false };
    if (this.#scanner.take('null')) return { kind: 'literal', value: null };
    const number = this.#scanner.takeMatch(NUMBER);
    if (number === undefined) throw this.#scanner.failure('a value is missing');
    return { kind: 'literal', value: Number(number) };
  }

  #takeFilterPath(from: 'item' | 'document'): FilterPath {
    return { kind: 'path', from, segments: this.#takeSegments(this.#scanner) };
  }
}
