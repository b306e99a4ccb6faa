import { FLOW_NODES_MAX } from '@skein/contracts';
import type { Problems } from '../definition/problems.ts';
import type { Edge, Flow, FlowNode } from './flow.ts';
import type { NodeDraft } from './read-node.ts';

/** Turns names into positions: what follows each node, and what comes before it. */
export function linkNodes(drafts: readonly NodeDraft[], problems: Problems): Pick<Flow, 'nodes' | 'positions'> {
  if (drafts.length > FLOW_NODES_MAX) problems.add(`A flow has at most ${FLOW_NODES_MAX} nodes`, '/nodes');
  const positions = new Map<string, number>();
  for (const [position, { name, location }] of drafts.entries()) {
    if (positions.has(name)) problems.add(`The name '${name}' belongs to two nodes`, location, 'DUPLICATE_NODE_NAME');
    positions.set(name, position);
  }
  const parents = drafts.map((): number[] => []);
  const linked = drafts.map(({ name, location, work, edges }, position) => ({
    name,
    work,
    edges: edges.flatMap(({ to, ...condition }): Edge[] => {
      const target = positions.get(to);
      if (target === undefined) problems.add(`The next node '${to}' of '${name}' does not exist`, location, 'MISSING_TRANSITION_TARGET');
      else parents[target]?.push(position);
      return target === undefined ? [] : [{ to: target, ...condition }];
    }),
  }));
  const nodes = linked.map((node, position): FlowNode => ({ ...node, parents: parents[position] ?? [] }));
  return { nodes, positions };
}
