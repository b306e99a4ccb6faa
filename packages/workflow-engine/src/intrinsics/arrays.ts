import { ARRAY_RANGE_MAX_ITEMS } from '@skein/contracts';
import { equalJson, numberOf, writeJson } from '../json.ts';
import type { JsonValue } from '../json.ts';
import type { Arguments } from './intrinsic.ts';

export function arrayPartition(parameters: Arguments): JsonValue {
  const items = parameters.array(0);
  const size = parameters.integer(1);
  if (size < 1) parameters.fail('the size of a chunk must be a positive integer');
  return Array.from({ length: Math.ceil(items.length / size) }, (_chunk, index) => items.slice(index * size, (index + 1) * size));
}

export function arrayContains(parameters: Arguments): JsonValue {
  const wanted = parameters.value(1);
  return parameters.array(0).some((item) => equalJson(item, wanted));
}

export function arrayRange(parameters: Arguments): JsonValue {
  const first = parameters.integer(0);
  const last = parameters.integer(1);
  const step = parameters.integer(2);
  if (step === 0) parameters.fail('the step must not be zero');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > ARRAY_RANGE_MAX_ITEMS) parameters.fail(`a range has at most ${ARRAY_RANGE_MAX_ITEMS} items`);
  return Array.from({ length }, (_item, index) => first + index * step);
}

export function arrayGetItem(parameters: Arguments): JsonValue {
  const items = parameters.array(0);
  const index = parameters.integer(1);
  const item = index < 0 ? undefined : items[index];
  return item ?? (index >= 0 && index < items.length ? null : parameters.fail(`the array has no item ${index}`));
}

export function arrayUnique(parameters: Arguments): JsonValue {
  const seen = new Map<string, JsonValue[]>();
  return parameters.array(0).filter((item) => {
    const sameKey = seen.get(keyOf(item)) ?? [];
    if (sameKey.some((other) => equalJson(item, other))) return false;
    seen.set(keyOf(item), [...sameKey, item]);
    return true;
  });
}

/** Equal values have equal keys, so that few pairs have to be compared in full. */
function keyOf(value: JsonValue): string {
  const number = numberOf(value);
  if (number !== undefined) return `number ${number}`;
  return typeof value === 'object' && value !== null ? `length ${writeJson(value).length > 2}` : `${typeof value} ${String(value)}`;
}
