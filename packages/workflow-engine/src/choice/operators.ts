import { numberOf } from '../json.ts';
import type { JsonValue } from '../json.ts';
import { parseTimestamp } from '../timestamp.ts';
import { matchesWildcards } from './wildcards.ts';

/** One comparison of the Choice state. Values of another kind than it compares do not match; they are no error. */
export interface Operator {
  /** The kind its operand must have in a definition. */
  readonly operandKind: 'string' | 'number' | 'boolean' | 'timestamp';
  readonly matches: (value: JsonValue, operand: JsonValue) => boolean;
}

type Ordered = string | number | bigint;

const ORDERS: Readonly<Record<string, (left: Ordered, right: Ordered) => boolean>> = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  GreaterThan: (left, right) => left > right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThanEquals: (left, right) => left >= right,
};

const READERS = {
  String: (value: JsonValue) => (typeof value === 'string' ? value : undefined),
  Numeric: numberOf,
  Timestamp: (value: JsonValue) => (typeof value === 'string' ? parseTimestamp(value) : undefined),
};

const OPERAND_KINDS = { String: 'string', Numeric: 'number', Timestamp: 'timestamp' } as const;

const IS: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => numberOf(value) !== undefined,
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => READERS.Timestamp(value) !== undefined,
};

/**
 * The comparison operators that take a value, by name. Those of ordering and equality also exist with `Path` behind their name;
 * `IsPresent`, which asks about the path and not about a value, is the one that is not here.
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...listOrderings(),
  ['BooleanEquals', { operandKind: 'boolean', matches: (value, operand) => typeof value === 'boolean' && value === operand }],
  ['StringMatches', { operandKind: 'string', matches: (value, operand) => matchesText(value, operand) }],
  ...Object.entries(IS).map(([name, is]): [string, Operator] => [
    name,
    { operandKind: 'boolean', matches: (value, operand) => is(value) === operand },
  ]),
]);

/** Whether an operator has a twin whose operand is the value at a path. */
export function hasPathForm(name: string): boolean {
  return name !== 'StringMatches' && !name.startsWith('Is');
}

function listOrderings(): readonly (readonly [string, Operator])[] {
  return (['String', 'Numeric', 'Timestamp'] as const).flatMap((kind) =>
    Object.entries(ORDERS).map(([order, holds]): [string, Operator] => [
      `${kind}${order}`,
      { operandKind: OPERAND_KINDS[kind], matches: (value, operand) => compare(READERS[kind](value), READERS[kind](operand), holds) },
    ]),
  );
}

function compare(left: Ordered | undefined, right: Ordered | undefined, holds: (left: Ordered, right: Ordered) => boolean): boolean {
  return left !== undefined && right !== undefined && holds(left, right);
}

function matchesText(value: JsonValue, operand: JsonValue): boolean {
  return typeof value === 'string' && typeof operand === 'string' && matchesWildcards(value, operand);
}
