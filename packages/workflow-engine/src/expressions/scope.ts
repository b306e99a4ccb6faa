import type { JsonValue } from '../json.ts';
import type { Chance } from './chance.ts';

/** What expressions of a state can see. */
export interface Scope {
  /** The value that `$` stands for. */
  readonly input: JsonValue;
  /** The value that `$$` stands for, made when it is asked for. */
  readonly context: () => JsonValue;
  /** The value of `$name`, from the innermost scope that has it. */
  readonly variable: (name: string) => JsonValue | undefined;
  readonly chance: Chance;
}
