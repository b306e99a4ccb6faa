import type { Filter, Path } from '../paths/path.ts';
import type { JsonValue } from '../json.ts';

/** A flow that was read and found valid: a graph without cycles whose nodes run as soon as all before them have. */
export interface Flow {
  readonly name?: string;
  /** Names of the inputs; missing when the flow takes whatever it is given. */
  readonly inputs?: readonly string[];
  /** Named outputs; missing: the answers of the nodes that nothing follows. */
  readonly outputs?: readonly NamedSource[];
  readonly nodes: readonly FlowNode[];
  /** Positions of the nodes by name. */
  readonly positions: ReadonlyMap<string, number>;
}

export interface FlowNode {
  readonly name: string;
  readonly work: NodeWork;
  /** Nodes before this one, by position, one entry for every edge that leads here. */
  readonly parents: readonly number[];
  /** What follows; a switch takes the first edge whose condition holds, any other node takes all. */
  readonly edges: readonly Edge[];
}

export type NodeWork =
  | { readonly kind: 'function'; readonly functionName: string; readonly inputs: readonly NamedSource[] }
  | ForeachWork
  /** Nodes that only lead on. */
  | { readonly kind: 'pass' }
  | { readonly kind: 'switch' };

export interface ForeachWork {
  readonly kind: 'foreach';
  readonly functionName: string;
  readonly inputs: readonly NamedSource[];
  readonly items: Path;
  readonly maxConcurrency: number;
}

export interface Edge {
  readonly to: number;
  /** Missing: the edge is taken always, or when no other condition of the switch holds. */
  readonly condition?: Filter;
}

/** A named value: a path into what is known when its node runs, or a value of the definition itself. */
export interface NamedSource {
  readonly name: string;
  readonly source: { readonly path: Path } | { readonly value: JsonValue };
}

/** Names in the document that paths read which are no nodes. */
export const RESERVED_NAMES: readonly string[] = ['input', 'item', 'index'];
