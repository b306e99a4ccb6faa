import type { GraphNode } from '@skein/contracts';

/** The nodes of one level, with edges that lead on and edges that lead back to what comes before. */
export interface LevelNode {
  readonly node: GraphNode;
  readonly onward: readonly string[];
  readonly back: readonly string[];
}

/** Tells edges that close a loop from those that lead on: without the former the graph has no cycle. */
export function splitEdges(nodes: readonly GraphNode[]): readonly LevelNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const back = new Map<string, Set<string>>(nodes.map(({ name }) => [name, new Set()]));
  const finished = new Set<string>();
  const onPath = new Set<string>();
  for (const { name } of nodes) visit(name);
  return nodes.map((node) => {
    const isBack = back.get(node.name);
    const targets = node.next.map(({ to }) => to);
    return { node, onward: targets.filter((to) => !isBack?.has(to)), back: targets.filter((to) => isBack?.has(to)) };
  });

  /** Depth first, with a stack of its own: a workflow may have a thousand states in a row. */
  function visit(start: string): void {
    const stack: { readonly name: string; readonly targets: string[] }[] = [];
    const open = (name: string): void => {
      if (finished.has(name)) return;
      onPath.add(name);
      stack.push({ name, targets: (byName.get(name)?.next ?? []).map(({ to }) => to) });
    };
    open(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const target = top.targets.shift();
      if (target === undefined) {
        onPath.delete(top.name);
        finished.add(top.name);
        stack.pop();
      } else if (onPath.has(target)) back.get(top.name)?.add(target);
      else open(target);
    }
  }
}
