import { intrinsicFailure } from '../failure.ts';
import { isArray, isObject, numberOf } from '../json.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Chance } from '../expressions/chance.ts';

/** An argument of a call: its value, and for a quoted string how it was written. */
export interface Argument {
  readonly value: JsonValue;
  readonly quoted: string | undefined;
}

/** One of the intrinsic functions of the Amazon States Language, with how many arguments it takes. */
export interface IntrinsicFunction {
  readonly least: number;
  readonly most: number;
  readonly apply: (parameters: readonly Argument[], chance: Chance) => JsonValue;
}

/** Reads the arguments of one call by kind; what has the wrong kind fails the state with `States.IntrinsicFailure`. */
export class Arguments {
  readonly #name: string;
  readonly #values: readonly Argument[];

  constructor(name: string, values: readonly Argument[]) {
    this.#name = name;
    this.#values = values;
  }

  value(position: number): JsonValue {
    return this.#values[position]?.value ?? null;
  }

  has(position: number): boolean {
    return this.#values[position] !== undefined;
  }

  array(position: number): readonly JsonValue[] {
    const value = this.value(position);
    return isArray(value) ? value : this.#refuse(position, 'an array');
  }

  object(position: number): JsonObject {
    const value = this.value(position);
    return isObject(value) ? value : this.#refuse(position, 'an object');
  }

  string(position: number): string {
    const value = this.value(position);
    return typeof value === 'string' ? value : this.#refuse(position, 'a string');
  }

  boolean(position: number): boolean {
    const value = this.value(position);
    return typeof value === 'boolean' ? value : this.#refuse(position, 'a boolean');
  }

  /** A number rounded to the nearest integer, as the guide says for every numeric argument. */
  integer(position: number): number {
    const value = numberOf(this.value(position));
    return value === undefined ? this.#refuse(position, 'a number') : Math.round(value);
  }

  fail(reason: string): never {
    throw intrinsicFailure(`Invalid arguments in ${this.#name}: ${reason}`);
  }

  #refuse(position: number, expected: string): never {
    return this.fail(`argument ${position + 1} must be ${expected}`);
  }
}
