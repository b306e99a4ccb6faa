/**
 * JSONPath as the Amazon States Language uses it: the dialect of the Jayway library, with the roots `$` (input), `$$` (context object) and
 * `$name` (variable).
 */
export interface Path {
  /** The text as written, for messages. */
  readonly text: string;
  readonly root: PathRoot;
  readonly segments: readonly Segment[];
  /** A definite path means one place and fails when it is missing; any other gives an array of what it finds, perhaps an empty one. */
  readonly definite: boolean;
}

export type PathRoot = { readonly kind: 'input' } | { readonly kind: 'context' } | { readonly kind: 'variable'; readonly name: string };

export interface Segment {
  readonly selector: Selector;
  /** True after `..`: the selector applies to the value and to everything inside it. */
  readonly deep: boolean;
}

export type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'slice'; readonly start?: number; readonly end?: number; readonly step: number }
  | { readonly kind: 'union'; readonly selectors: readonly Selector[] }
  | { readonly kind: 'filter'; readonly filter: Filter };

export type Filter =
  | { readonly kind: 'or' | 'and'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'exists'; readonly path: FilterPath }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Operand; readonly right: Operand };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** A path inside a filter: `@` is the item under test, `$` the whole document. */
export interface FilterPath {
  readonly kind: 'path';
  readonly from: 'item' | 'document';
  readonly segments: readonly Segment[];
}

export type Operand = FilterPath | { readonly kind: 'literal'; readonly value: string | number | boolean | null };
