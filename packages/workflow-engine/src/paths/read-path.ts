import { isArray, isObject, memberOf } from '../json.ts';
import type { JsonValue } from '../json.ts';
import { matchesFilter } from './match-filter.ts';
import type { Path, Segment, Selector } from './path.ts';

/** What a path finds, or why a definite path finds nothing, in the words of the library that the service uses. */
export type PathResult = { readonly found: true; readonly value: JsonValue } | { readonly found: false; readonly reason: string };

/** Follows a path from the value of its root. */
export function readPath(path: Path, root: JsonValue): PathResult {
  if (!path.definite) return { found: true, value: selectAll(path.segments, root, root) };
  let value = root;
  for (const [position, segment] of path.segments.entries()) {
    const [next] = select(segment.selector, value, root);
    if (next === undefined) return { found: false, reason: missing(path, position) };
    value = next;
  }
  return { found: true, value };
}

/** Every value that the steps lead to, in document order. */
export function selectAll(segments: readonly Segment[], from: JsonValue, document: JsonValue): readonly JsonValue[] {
  let values: readonly JsonValue[] = [from];
  for (const { selector, deep } of segments) {
    const reached = deep ? values.flatMap(withDescendants) : values;
    values = reached.flatMap((value) => select(selector, value, document));
  }
  return values;
}

function select(selector: Selector, value: JsonValue, document: JsonValue): readonly JsonValue[] {
  switch (selector.kind) {
    case 'name':
      return selectName(selector.name, value);
    case 'index':
      return selectIndex(selector.index, value);
    case 'wildcard':
      return childrenOf(value);
    case 'slice':
      return isArray(value) ? slice(value, selector) : [];
    case 'union':
      return selector.selectors.flatMap((part) => select(part, value, document));
    case 'filter':
      return filterable(value).filter((item) => matchesFilter(selector.filter, item, document, selectAll));
  }
}

function selectName(name: string, value: JsonValue): readonly JsonValue[] {
  if (!isObject(value)) return [];
  const member = memberOf(value, name);
  return member === undefined ? [] : [member];
}

function selectIndex(index: number, value: JsonValue): readonly JsonValue[] {
  if (!isArray(value)) return [];
  const item = value.at(index);
  return item === undefined ? [] : [item];
}

function slice(
  value: readonly JsonValue[],
  range: { readonly start?: number; readonly end?: number; readonly step: number },
): readonly JsonValue[] {
  return value.slice(range.start ?? 0, range.end).filter((_item, position) => position % range.step === 0);
}

/** A filter tests the items of an array; an object is tested itself. */
function filterable(value: JsonValue): readonly JsonValue[] {
  if (isArray(value)) return value;
  return isObject(value) ? [value] : [];
}

function childrenOf(value: JsonValue): readonly JsonValue[] {
  if (isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function withDescendants(value: JsonValue): readonly JsonValue[] {
  return [value, ...childrenOf(value).flatMap(withDescendants)];
}

function missing(path: Path, position: number): string {
  const steps = path.segments.slice(0, position + 1).map(({ selector }) => writeStep(selector));
  const place = `$${steps.join('')}`;
  return position === path.segments.length - 1 ? `No results for path: ${place}` : `Missing property in path ${place}`;
}

function writeStep(selector: Selector): string {
  return selector.kind === 'index' ? `[${selector.index}]` : `['${selector.kind === 'name' ? selector.name : '*'}']`;
}
