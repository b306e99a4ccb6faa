/**
 * JSON values that keep the text of their numbers: `0.0`, `1e3` and integers beyond 2^53 leave an execution as they came. JavaScript would
 * write them differently, so they are held as raw JSON; every other number is an ordinary one.
 */
export type JsonValue = string | number | boolean | null | ExactNumber | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A number whose text JavaScript would not write again. Only `JSON.isRawJSON` tells it from an object; use `numberOf`. */
export interface ExactNumber {
  readonly rawJSON: string;
}

interface RawJson {
  rawJSON(text: string): ExactNumber;
  isRawJSON(value: unknown): value is ExactNumber;
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): JsonValue;
}

/** Raw JSON is in Node.js and not yet in TypeScript's library. */
const exact = JSON as unknown as RawJson;

/** Numbers are rarely written in an unusual way, and a reviver makes parsing several times slower: only such texts pay for it. */
const UNUSUAL_NUMBER = /\d{16}|\d[eE]|\.\d*0(?!\d)|-0/;

/** Reads a JSON text. Throws a SyntaxError when it is none. */
export function parseJson(text: string): JsonValue {
  if (!UNUSUAL_NUMBER.test(text)) return JSON.parse(text) as JsonValue;
  return exact.parse(text, (_key, value, { source }) => {
    if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
    return exact.rawJSON(source);
  });
}

/** Reads a JSON text, or gives nothing when it is none. */
export function tryParseJson(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Writes a value as compact JSON, the way the service writes everything it makes itself. */
export function writeJson(value: JsonValue): string {
  return JSON.stringify(value);
}

/** The number that a value is, or nothing. */
export function numberOf(value: JsonValue): number | undefined {
  if (typeof value === 'number') return value;
  return exact.isRawJSON(value) ? Number(value.rawJSON) : undefined;
}

export function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !exact.isRawJSON(value);
}

/** A member of an object that is its own: names such as `constructor` are data here. */
export function memberOf(value: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A copy of an object with one member set. `__proto__` is a name like any other. */
export function withMember(value: JsonObject, name: string, member: JsonValue): JsonObject {
  const entries = Object.entries(value).map(([key, old]): [string, JsonValue] => [key, key === name ? member : old]);
  return Object.fromEntries(Object.hasOwn(value, name) ? entries : [...entries, [name, member]]);
}

/** Whether two values are the same JSON value; the order of an object's members and the way a number is written do not count. */
export function equalJson(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  const leftNumber = numberOf(left);
  if (leftNumber !== undefined) return leftNumber === numberOf(right);
  if (isArray(left))
    return isArray(right) && left.length === right.length && left.every((item, index) => equalJson(item, right[index] ?? null));
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const other = memberOf(right, name);
    return other !== undefined && equalJson(left[name] ?? null, other);
  });
}
