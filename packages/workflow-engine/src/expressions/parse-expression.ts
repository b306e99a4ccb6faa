import { INTRINSIC_DEPTH_MAX } from '@skein/contracts';
import { INTRINSIC_FUNCTIONS } from '../intrinsics/functions.ts';
import { takePath } from '../paths/parse-path.ts';
import { Scanner } from '../paths/scanner.ts';
import type { CallExpression, Expression, LiteralExpression } from './expression.ts';

const FUNCTION_NAME = /States\.\w+/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Reads a path or a call of an intrinsic function. Throws a SyntaxFailure that names the position. */
export function parseExpression(text: string): Expression {
  const scanner = new Scanner(text);
  const expression: Expression = text.startsWith('$') ? { kind: 'path', path: takePath(scanner) } : takeCall(scanner, 1);
  if (!scanner.atEnd) throw scanner.failure('nothing may follow the expression');
  return expression;
}

function takeCall(scanner: Scanner, depth: number): CallExpression {
  if (depth > INTRINSIC_DEPTH_MAX) throw scanner.failure(`intrinsic functions may be nested ${INTRINSIC_DEPTH_MAX} deep`);
  const start = scanner.position;
  const name = scanner.takeMatch(FUNCTION_NAME);
  if (name === undefined) throw scanner.failure("a path that starts with '$' or an intrinsic function is missing");
  const definition = INTRINSIC_FUNCTIONS.get(name);
  if (definition === undefined) throw scanner.failure(`there is no intrinsic function ${name}`);
  const parameters = takeArguments(scanner, depth);
  const { least, most } = definition;
  if (parameters.length < least || parameters.length > most) {
    throw scanner.failure(`${name} takes ${describeCount(least, most)}, not ${parameters.length}`);
  }
  return { kind: 'call', text: scanner.text.slice(start, scanner.position), name, arguments: parameters };
}

function takeArguments(scanner: Scanner, depth: number): readonly Expression[] {
  scanner.skipSpaces();
  scanner.expect('(');
  scanner.skipSpaces();
  if (scanner.take(')')) return [];
  const parameters = [takeArgument(scanner, depth)];
  scanner.skipSpaces();
  while (scanner.take(',')) {
    scanner.skipSpaces();
    parameters.push(takeArgument(scanner, depth));
    scanner.skipSpaces();
  }
  scanner.expect(')');
  return parameters;
}

function takeArgument(scanner: Scanner, depth: number): Expression {
  if (scanner.peek() === '$') return { kind: 'path', path: takePath(scanner) };
  if (scanner.peek() === "'") return takeString(scanner);
  if (scanner.take('true')) return { kind: 'literal', value: true };
  if (scanner.take('false')) return { kind: 'literal', value: false };
  if (scanner.take('null')) return { kind: 'literal', value: null };
  const number = scanner.takeMatch(NUMBER);
  return number === undefined ? takeCall(scanner, depth + 1) : { kind: 'literal', value: Number(number) };
}

function takeString(scanner: Scanner): LiteralExpression {
  const start = scanner.position;
  const value = scanner.takeQuoted();
  return { kind: 'literal', value, quoted: scanner.text.slice(start + 1, scanner.position - 1) };
}

function describeCount(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `at least ${least} arguments`;
  return least === most ? `${least} arguments` : `${least} to ${most} arguments`;
}
