import { createHash } from 'node:crypto';
import { INTRINSIC_TEXT_MAX_LENGTH } from '@skein/contracts';
import { intrinsicFailure } from '../failure.ts';
import { tryParseJson, writeJson } from '../json.ts';
import type { JsonValue } from '../json.ts';
import type { Argument, Arguments } from './intrinsic.ts';

const HASHES: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** Puts the arguments into the places marked `{}`: strings as they are, everything else as JSON. */
export function format(parameters: readonly Argument[]): JsonValue {
  const [template, ...values] = parameters;
  if (typeof template?.value !== 'string') throw intrinsicFailure('Invalid arguments in States.Format: argument 1 must be a string');
  const parts = splitPlaces(template.quoted ?? template.value);
  if (parts.length - 1 !== values.length) {
    throw intrinsicFailure(
      `Invalid arguments in States.Format: the template has ${parts.length - 1} places and ${values.length} values were given`,
    );
  }
  return parts.map((part, index) => part + writeArgument(values[index])).join('');
}

/** The texts between the `{}` of a template; a backslash takes the next character as it is. */
function splitPlaces(template: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (let position = 0; position < template.length; position += 1) {
    const character = template.charAt(position);
    if (character === '{' && template.charAt(position + 1) === '}') {
      parts.push(part);
      part = '';
      position += 1;
    } else if (character === '\\') {
      position += 1;
      if (position === template.length) throw intrinsicFailure('Invalid arguments in States.Format: the template ends in a backslash');
      part += template.charAt(position);
    } else if (character === '{' || character === '}') {
      throw intrinsicFailure("Invalid arguments in States.Format: matching '{' and '}' not found; a brace of the text needs a backslash");
    } else {
      part += character;
    }
  }
  return [...parts, part];
}

function writeArgument(argument: Argument | undefined): string {
  if (argument === undefined) return '';
  return typeof argument.value === 'string' ? argument.value : writeJson(argument.value);
}

export function stringToJson(parameters: Arguments): JsonValue {
  const text = parameters.string(0);
  if (text.trim() === '') return null;
  return tryParseJson(text) ?? parameters.fail('argument 1 is not the text of a JSON value');
}

export function stringSplit(parameters: Arguments): JsonValue {
  const separators = new Set(parameters.string(1));
  const parts: string[] = [];
  let part = '';
  for (const character of parameters.string(0)) {
    if (separators.has(character)) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part].filter((text) => text !== '');
}

export function base64Encode(parameters: Arguments): JsonValue {
  return Buffer.from(limited(parameters, parameters.string(0))).toString('base64');
}

export function base64Decode(parameters: Arguments): JsonValue {
  const text = limited(parameters, parameters.string(0));
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 === 1) parameters.fail('argument 1 is not Base64');
  return Buffer.from(text, 'base64').toString();
}

export function hash(parameters: Arguments): JsonValue {
  const data = parameters.value(0);
  const algorithm = HASHES.get(parameters.string(1));
  if (algorithm === undefined) return parameters.fail(`the algorithm must be one of ${[...HASHES.keys()].join(', ')}`);
  const text = limited(parameters, typeof data === 'string' ? data : writeJson(data));
  return createHash(algorithm).update(text).digest('hex');
}

function limited(parameters: Arguments, text: string): string {
  if (text.length > INTRINSIC_TEXT_MAX_LENGTH) parameters.fail(`a text has at most ${INTRINSIC_TEXT_MAX_LENGTH} characters`);
  return text;
}
