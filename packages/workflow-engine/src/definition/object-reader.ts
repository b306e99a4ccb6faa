import type { Expression, PathExpression } from '../expressions/expression.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { parseTemplate } from '../expressions/template.ts';
import type { Template } from '../expressions/template.ts';
import { isArray, isObject, memberOf, numberOf } from '../json.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Path } from '../paths/path.ts';
import { parsePath } from '../paths/parse-path.ts';
import type { Problems } from './problems.ts';

/** Reads the fields of one object of a definition. A wrong field is noted and read as if it were missing. */
export class ObjectReader {
  readonly location: string;
  readonly problems: Problems;
  readonly #object: JsonObject;
  readonly #read = new Set<string>();

  constructor(object: JsonObject, location: string, problems: Problems) {
    this.#object = object;
    this.location = location;
    this.problems = problems;
  }

  /** The same object, called something else in messages. */
  at(location: string): ObjectReader {
    return new ObjectReader(this.#object, location, this.problems);
  }

  has(name: string): boolean {
    return memberOf(this.#object, name) !== undefined;
  }

  /** The field's value, whatever it is. */
  value(name: string): JsonValue | undefined {
    this.#read.add(name);
    return memberOf(this.#object, name);
  }

  fail(name: string, message: string): undefined {
    this.problems.add(message, `${this.location}/${name}`);
  }

  require(...names: readonly string[]): void {
    const missing = names.filter((name) => !this.has(name));
    if (missing.length > 0) this.problems.add(`These fields are required: [${missing.join(', ')}]`, this.location);
  }

  string(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'string') return value;
    return this.fail(name, 'Expected value of type String');
  }

  boolean(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.fail(name, 'Expected value of type Boolean');
  }

  integer(name: string, least: number, most: number): number | undefined {
    const number = this.number(name, least, most);
    return number === undefined || Number.isInteger(number) ? number : this.fail(name, 'Expected value of type Integer');
  }

  number(name: string, least: number, most: number): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const number = numberOf(value);
    if (number === undefined) return this.fail(name, 'Expected value of type Number');
    return number >= least && number <= most ? number : this.fail(name, `Number must be between ${least} and ${most}`);
  }

  object(name: string): ObjectReader | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    return isObject(value) ? this.#inner(name, value) : this.fail(name, 'Expected value of type Object');
  }

  /** Readers for the objects in an array. */
  objects(name: string): readonly ObjectReader[] {
    const value = this.value(name);
    if (value === undefined) return [];
    if (!isArray(value)) this.fail(name, 'Expected value of type Array');
    return (isArray(value) ? value : []).flatMap((item, index) => {
      if (isObject(item)) return [this.#inner(`${name}[${index}]`, item)];
      this.fail(`${name}[${index}]`, 'Expected value of type Object');
      return [];
    });
  }

  strings(name: string): readonly string[] {
    const value = this.value(name);
    if (value !== undefined && isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')) return value;
    this.fail(name, 'Expected a non-empty array of strings');
    return [];
  }

  template(name: string): Template | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    return parseTemplate(value, (reason, fieldPath) => this.fail(`${name}${fieldPath}`, reason));
  }

  /** A path that selects: the input, a result, an output. `null` is allowed and stands for nothing. */
  selection(name: string): Path | null | undefined {
    const value = this.value(name);
    if (value === undefined || value === null) return value;
    return this.#parse(name, value, parsePath);
  }

  /** A path that names exactly one place of the input, where a result can be put. */
  reference(name: string): Path | null | undefined {
    const path = this.selection(name);
    if (!path || (path.definite && path.root.kind === 'input')) return path;
    return this.fail(name, `Value is not a Reference Path: ${path.text}`);
  }

  path(name: string): PathExpression | undefined {
    const path = this.selection(name);
    if (path === null) return this.fail(name, 'Expected value of type String');
    return path && { kind: 'path', path };
  }

  expression(name: string): Expression | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : this.#parse(name, value, parseExpression);
  }

  /** Notes every field that nobody has asked for. */
  refuseOthers(): void {
    for (const name of Object.keys(this.#object)) {
      if (!this.#read.has(name)) this.fail(name, `Field '${name}' is not supported`);
    }
  }

  /** The names of all fields. */
  names(): readonly string[] {
    return Object.keys(this.#object);
  }

  #inner(name: string, value: JsonObject): ObjectReader {
    return new ObjectReader(value, `${this.location}/${name}`, this.problems);
  }

  #parse<T>(name: string, value: JsonValue, parse: (text: string) => T): T | undefined {
    if (typeof value !== 'string') return this.fail(name, 'Expected value of type String');
    try {
      return parse(value);
    } catch (failure) {
      return this.fail(name, `Value is not a valid JSONPath: ${(failure as Error).message}`);
    }
  }
}
