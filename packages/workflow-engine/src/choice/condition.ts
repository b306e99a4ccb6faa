import type { JsonValue } from '../json.ts';
import type { Path } from '../paths/path.ts';
import type { Operator } from './operators.ts';

/** What a rule of a Choice state asks. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'isPresent'; readonly variable: Path; readonly expected: boolean }
  | { readonly kind: 'test'; readonly variable: Path; readonly operator: Operator; readonly operand: ConditionOperand };

/** What the variable is compared with: a value of the definition, or the value at a path. */
export type ConditionOperand = { readonly value: JsonValue } | { readonly path: Path };
