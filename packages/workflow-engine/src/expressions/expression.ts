import type { JsonValue } from '../json.ts';
import type { Path } from '../paths/path.ts';

/** What a field may say instead of a value: a path, a call of an intrinsic function, or (inside a call) a literal. */
export type Expression = PathExpression | CallExpression | LiteralExpression;

export interface PathExpression {
  readonly kind: 'path';
  readonly path: Path;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly text: string;
  readonly name: string;
  readonly arguments: readonly Expression[];
}

export interface LiteralExpression {
  readonly kind: 'literal';
  readonly value: JsonValue;
  /** A quoted string as written between its quotes: `States.Format` must tell `{}` from `\{\}`. */
  readonly quoted?: string;
}
