import { equalJson, numberOf } from '../json.ts';
import type { JsonValue } from '../json.ts';
import type { Comparison, Filter, FilterPath, Operand, Segment } from './path.ts';

/** Follows the steps of a path: filters are inside of paths and hold paths themselves. */
type SelectAll = (segments: readonly Segment[], from: JsonValue, document: JsonValue) => readonly JsonValue[];

/** Whether an item passes a filter. Values of different kinds are unequal and have no order. */
export function matchesFilter(filter: Filter, item: JsonValue, document: JsonValue, selectAll: SelectAll): boolean {
  switch (filter.kind) {
    case 'or':
      return filter.filters.some((part) => matchesFilter(part, item, document, selectAll));
    case 'and':
      return filter.filters.every((part) => matchesFilter(part, item, document, selectAll));
    case 'not':
      return !matchesFilter(filter.filter, item, document, selectAll);
    case 'exists':
      return valuesOf(filter.path, item, document, selectAll).length > 0;
    case 'compare':
      return compare(
        filter.operator,
        operandValue(filter.left, item, document, selectAll),
        operandValue(filter.right, item, document, selectAll),
      );
  }
}

function operandValue(operand: Operand, item: JsonValue, document: JsonValue, selectAll: SelectAll): JsonValue | undefined {
  return operand.kind === 'literal' ? operand.value : valuesOf(operand, item, document, selectAll)[0];
}

function valuesOf(path: FilterPath, item: JsonValue, document: JsonValue, selectAll: SelectAll): readonly JsonValue[] {
  return selectAll(path.segments, path.from === 'item' ? item : document, document);
}

function compare(operator: Comparison, left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (operator === '==') return equal(left, right);
  if (operator === '!=') return !equal(left, right);
  const order = orderOf(left, right);
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function equal(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return equalJson(left, right);
}

function orderOf(left: JsonValue | undefined, right: JsonValue | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right);
  const leftNumber = numberOf(left);
  const rightNumber = numberOf(right);
  return leftNumber === undefined || rightNumber === undefined ? undefined : leftNumber - rightNumber;
}
