import { createChance } from '../expressions/chance.ts';
import type { Chance } from '../expressions/chance.ts';
import { writeJson } from '../json.ts';
import type { JsonValue } from '../json.ts';
import { arrayContains, arrayGetItem, arrayPartition, arrayRange, arrayUnique } from './arrays.ts';
import { Arguments } from './intrinsic.ts';
import type { IntrinsicFunction } from './intrinsic.ts';
import { base64Decode, base64Encode, format, hash, stringSplit, stringToJson } from './texts.ts';

const ANY_NUMBER = Number.POSITIVE_INFINITY;

function define(
  name: string,
  least: number,
  most: number,
  apply: (parameters: Arguments, chance: Chance) => JsonValue,
): [string, IntrinsicFunction] {
  return [name, { least, most, apply: (values, chance) => apply(new Arguments(name, values), chance) }];
}

/** The 18 intrinsic functions, by name ("Intrinsic functions" in AWS's guide to the Amazon States Language). */
export const INTRINSIC_FUNCTIONS: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ['States.Format', { least: 1, most: ANY_NUMBER, apply: format }],
  ['States.Array', { least: 0, most: ANY_NUMBER, apply: (values) => values.map(({ value }) => value) }],
  define('States.StringToJson', 1, 1, stringToJson),
  define('States.JsonToString', 1, 1, (parameters) => writeJson(parameters.value(0))),
  define('States.ArrayPartition', 2, 2, arrayPartition),
  define('States.ArrayContains', 2, 2, arrayContains),
  define('States.ArrayRange', 3, 3, arrayRange),
  define('States.ArrayGetItem', 2, 2, arrayGetItem),
  define('States.ArrayLength', 1, 1, (parameters) => parameters.array(0).length),
  define('States.ArrayUnique', 1, 1, arrayUnique),
  define('States.Base64Encode', 1, 1, base64Encode),
  define('States.Base64Decode', 1, 1, base64Decode),
  define('States.Hash', 2, 2, hash),
  define('States.JsonMerge', 3, 3, jsonMerge),
  define('States.MathRandom', 2, 3, mathRandom),
  define('States.MathAdd', 2, 2, (parameters) => parameters.integer(0) + parameters.integer(1)),
  define('States.StringSplit', 2, 2, stringSplit),
  define('States.UUID', 0, 0, (_parameters, chance) => chance.nextUuid()),
]);

function jsonMerge(parameters: Arguments): JsonValue {
  if (parameters.boolean(2)) return parameters.fail('deep merging is not supported; argument 3 must be false');
  return Object.fromEntries([...Object.entries(parameters.object(0)), ...Object.entries(parameters.object(1))]);
}

/** An integer from the first argument up to, but not including, the second; the same one for the same seed. */
function mathRandom(parameters: Arguments, chance: Chance): JsonValue {
  const start = parameters.integer(0);
  const end = parameters.integer(1);
  if (end <= start) return parameters.fail('the end must be greater than the start');
  const drawn = parameters.has(2) ? createChance(String(parameters.integer(2))).next() : chance.next();
  return start + Math.floor(drawn * (end - start));
}
