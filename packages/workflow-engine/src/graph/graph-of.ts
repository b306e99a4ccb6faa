import type { GraphEdge, GraphNode } from '@skein/contracts';
import type { State, StateGraph } from '../definition/state-machine.ts';
import type { Flow, FlowNode } from '../flow/flow.ts';

/** The graph of a state machine: outer states before those inside them, each graph's first state first. */
export function graphOfMachine(graph: StateGraph, parent: string | null = null, branch = 0): readonly GraphNode[] {
  const first = graph.states.get(graph.startAt);
  const others = [...graph.states.values()].filter((state) => state !== first);
  return [...(first ? [first] : []), ...others].flatMap((state) => [
    { name: state.name, type: state.type, parent, branch, next: edgesOf(state) },
    ...innerOf(state).flatMap((inner, index) => graphOfMachine(inner, state.name, index)),
  ]);
}

/** The graph of a flow. */
export function graphOfFlow({ nodes }: Flow): readonly GraphNode[] {
  return nodes.map((node) => {
    const kind = node.work.kind === 'switch' ? 'choice' : 'next';
    const targets = new Set(node.edges.flatMap(({ to }) => nodes[to]?.name ?? []));
    return { name: node.name, type: typeOf(node), parent: null, branch: 0, next: [...targets].map((to) => ({ to, kind })) };
  });
}

function innerOf(state: State): readonly StateGraph[] {
  if (state.type === 'Map') return [state.processor];
  return state.type === 'Parallel' ? state.branches : [];
}

/** Every state that may follow, once. */
function edgesOf(state: State): readonly GraphEdge[] {
  const edges: GraphEdge[] = [];
  const add = (to: string | undefined, kind: GraphEdge['kind']): void => {
    if (to !== undefined && !edges.some((edge) => edge.to === to)) edges.push({ to, kind });
  };
  if (state.type === 'Choice') {
    for (const { next } of state.choices) add(next, 'choice');
    add(state.default, 'choice');
  }
  if ('next' in state) add(state.next, 'next');
  if ('catch' in state) for (const { next } of state.catch) add(next, 'catch');
  return edges;
}

function typeOf({ work }: FlowNode): GraphNode['type'] {
  switch (work.kind) {
    case 'function':
      return 'Task';
    case 'foreach':
      return 'Map';
    case 'switch':
      return 'Choice';
    case 'pass':
      return 'Pass';
  }
}
