import { CHOICE_DEPTH_MAX } from '@skein/contracts';
import type { ObjectReader } from '../definition/object-reader.ts';
import { numberOf } from '../json.ts';
import type { JsonValue } from '../json.ts';
import { parseTimestamp } from '../timestamp.ts';
import type { Condition, ConditionOperand } from './condition.ts';
import { OPERATORS, hasPathForm } from './operators.ts';
import type { Operator } from './operators.ts';

/** Reads what a rule asks; nothing when it is not valid. */
export function parseCondition(reader: ObjectReader, depth = 0): Condition | undefined {
  if (depth > CHOICE_DEPTH_MAX) {
    reader.problems.add(`Conditions may be nested ${CHOICE_DEPTH_MAX} deep`, reader.location);
    return undefined;
  }
  const operators = reader.names().filter((name) => isOperator(name));
  const [operator] = operators;
  if (operators.length !== 1 || operator === undefined) {
    reader.problems.add(`A rule must have exactly one comparison operator, not ${operators.length}`, reader.location);
    return undefined;
  }
  if (operator === 'And' || operator === 'Or') return parseAll(reader, operator, depth);
  return operator === 'Not' ? parseNot(reader, depth) : parseTest(reader, operator);
}

function isOperator(name: string): boolean {
  if (name === 'And' || name === 'Or' || name === 'Not' || name === 'IsPresent' || OPERATORS.has(name)) return true;
  return name.endsWith('Path') && OPERATORS.has(name.slice(0, -4)) && hasPathForm(name.slice(0, -4));
}

function parseAll(reader: ObjectReader, name: 'And' | 'Or', depth: number): Condition | undefined {
  const parts = reader.objects(name);
  if (parts.length === 0) reader.fail(name, 'Expected a non-empty array of rules');
  const conditions = parts.map((part) => parseInner(part, depth));
  const valid = conditions.filter((condition) => condition !== undefined);
  return valid.length === conditions.length ? { kind: name === 'And' ? 'and' : 'or', conditions: valid } : undefined;
}

function parseNot(reader: ObjectReader, depth: number): Condition | undefined {
  const inner = reader.object('Not');
  const condition = inner && parseInner(inner, depth);
  return condition && { kind: 'not', condition };
}

function parseInner(reader: ObjectReader, depth: number): Condition | undefined {
  reader.value('Comment');
  const condition = parseCondition(reader, depth + 1);
  reader.refuseOthers();
  return condition;
}

function parseTest(reader: ObjectReader, name: string): Condition | undefined {
  reader.require('Variable');
  const variable = reader.path('Variable')?.path;
  if (name === 'IsPresent') {
    const expected = reader.boolean(name);
    return variable && expected !== undefined ? { kind: 'isPresent', variable, expected } : undefined;
  }
  const operator = OPERATORS.get(name);
  const operand = operator ? parseValue(reader, name, operator) : parsePathOperand(reader, name);
  const found = operator ?? OPERATORS.get(name.slice(0, -4));
  return variable && found && operand ? { kind: 'test', variable, operator: found, operand } : undefined;
}

function parsePathOperand(reader: ObjectReader, name: string): ConditionOperand | undefined {
  const path = reader.path(name)?.path;
  return path && { path };
}

function parseValue(reader: ObjectReader, name: string, { operandKind }: Operator): ConditionOperand | undefined {
  const value = reader.value(name) ?? null;
  if (operandKind === 'timestamp' && typeof value === 'string' && parseTimestamp(value) === undefined) {
    return reader.fail(name, 'String does not match RFC3339 timestamp');
  }
  return hasKind(value, operandKind) ? { value } : reader.fail(name, `Expected value of type ${OPERAND_NAMES[operandKind]}`);
}

const OPERAND_NAMES = { string: 'String', number: 'Number', boolean: 'Boolean', timestamp: 'String' } as const;

function hasKind(value: JsonValue, kind: Operator['operandKind']): boolean {
  if (kind === 'number') return numberOf(value) !== undefined;
  return typeof value === (kind === 'timestamp' ? 'string' : kind);
}
