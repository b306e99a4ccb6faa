import { isArray, isObject, memberOf, withMember } from '../json.ts';
import type { JsonValue } from '../json.ts';
import type { Path, Segment } from './path.ts';

/**
 * A copy of a document with a value put at a reference path; missing objects on the way are made. Nothing when the path cannot be followed:
 * an index outside its array, or a step into something that is neither object nor array.
 */
export function writePath(path: Path, document: JsonValue, value: JsonValue): JsonValue | undefined {
  return write(path.segments, document, value);
}

function write(segments: readonly Segment[], target: JsonValue | undefined, value: JsonValue): JsonValue | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return value;
  const { selector } = segment;
  if (selector.kind === 'name') {
    const object = target === undefined ? {} : target;
    if (!isObject(object)) return undefined;
    const member = write(rest, memberOf(object, selector.name), value);
    return member === undefined ? undefined : withMember(object, selector.name, member);
  }
  if (selector.kind !== 'index' || target === undefined || !isArray(target) || selector.index >= target.length) return undefined;
  const item = write(rest, target[selector.index], value);
  return item === undefined ? undefined : target.with(selector.index, item);
}
