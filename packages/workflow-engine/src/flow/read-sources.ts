import type { ObjectReader } from '../definition/object-reader.ts';
import { isObject, memberOf } from '../json.ts';
import { parsePath } from '../paths/parse-path.ts';
import type { NamedSource } from './flow.ts';

/** Reads named values: a text that begins with `$` is a path, `{value: ...}` holds any value as it is, everything else is itself. */
export function readSources(reader: ObjectReader, field: string): readonly NamedSource[] {
  const sources = reader.object(field);
  if (sources === undefined) return [];
  return sources.names().flatMap((name): NamedSource[] => {
    const value = sources.value(name) ?? null;
    if (typeof value === 'string' && value.startsWith('$')) return readPathSource(reader, field, name, value);
    const literal = isObject(value) ? memberOf(value, 'value') : undefined;
    return [{ name, source: { value: literal ?? value } }];
  });
}

function readPathSource(reader: ObjectReader, field: string, name: string, text: string): NamedSource[] {
  try {
    const path = parsePath(text);
    if (path.root.kind === 'input') return [{ name, source: { path } }];
    reader.fail(`${field}/${name}`, `The path '${text}' must begin with '$.'`);
  } catch (failure) {
    reader.fail(`${field}/${name}`, `Value is not a valid path: ${(failure as Error).message}`);
  }
  return [];
}
