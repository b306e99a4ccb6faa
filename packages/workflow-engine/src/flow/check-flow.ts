import type { Problems } from '../definition/problems.ts';
import type { Filter, FilterPath, Path, Segment } from '../paths/path.ts';
import type { Flow, FlowNode, NamedSource } from './flow.ts';

/** Checks what only the whole graph shows: that it has no cycle, and that every path reads what is known when its node runs. */
export function checkFlow(flow: Flow, problems: Problems): void {
  const order = sortNodes(flow.nodes);
  if (order.length < flow.nodes.length) {
    const cycle = findCycle(flow.nodes, new Set(order)).map((position) => nameOf(flow, position));
    problems.add(`The nodes ${cycle.map((name) => `'${name}'`).join(' -> ')} form a cycle`, `/nodes/${cycle[0] ?? ''}`, 'CYCLE');
    return;
  }
  const known = flow.nodes.map(() => new Set<string>());
  for (const position of order) {
    const node = flow.nodes[position];
    const names = known[position];
    if (node === undefined || names === undefined) continue;
    for (const parent of node.parents) for (const name of [nameOf(flow, parent), ...(known[parent] ?? [])]) names.add(name);
    checkNode(flow, node, names, problems);
  }
  for (const { name, source } of flow.outputs ?? []) {
    if ('path' in source) checkPath(flow, source.path, new Set(flow.positions.keys()), `/outputs/${name}`, problems);
  }
}

function checkNode(flow: Flow, node: FlowNode, before: ReadonlySet<string>, problems: Problems): void {
  const place = `/nodes/${node.name}`;
  if ('inputs' in node.work) {
    const visible = node.work.kind === 'foreach' ? new Set([...before, 'item', 'index']) : before;
    for (const path of pathsOf(node.work.inputs)) checkPath(flow, path, visible, `${place}/inputs`, problems);
  }
  if (node.work.kind === 'foreach') checkPath(flow, node.work.items, before, `${place}/items`, problems);
  const conditions = node.edges.flatMap(({ condition }) => (condition ? pathsOfFilter(condition) : []));
  for (const path of conditions) checkSegments(flow, path.segments, before, `${place}/choices`, problems);
}

function pathsOf(sources: readonly NamedSource[]): readonly Path[] {
  return sources.flatMap(({ source }) => ('path' in source ? [source.path] : []));
}

function pathsOfFilter(filter: Filter): readonly FilterPath[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(pathsOfFilter);
    case 'not':
      return pathsOfFilter(filter.filter);
    case 'exists':
      return [filter.path];
    case 'compare':
      return [filter.left, filter.right].filter((operand) => operand.kind === 'path');
  }
}

function checkPath(flow: Flow, path: Path, visible: ReadonlySet<string>, place: string, problems: Problems): void {
  checkSegments(flow, path.segments, visible, place, problems);
}

/** The first step of a path is the input, the item of a foreach, or a node that comes before. */
function checkSegments(flow: Flow, segments: readonly Segment[], visible: ReadonlySet<string>, place: string, problems: Problems): void {
  const [first, second] = segments;
  const name = first?.selector.kind === 'name' && !first.deep ? first.selector.name : undefined;
  if (name === undefined) {
    problems.add("A path must begin with '$.input' or with '$.' and the name of a node", place);
  } else if (name === 'input') {
    const input = second?.selector.kind === 'name' ? second.selector.name : undefined;
    if (flow.inputs && input !== undefined && !flow.inputs.includes(input)) problems.add(`The flow has no input '${input}'`, place);
  } else if (!visible.has(name)) {
    const reason = flow.positions.has(name) ? `The node '${name}' does not come before` : `There is no node '${name}'`;
    problems.add(`${reason}, so its outputs cannot be read`, place);
  }
}

/** Positions in an order in which every node comes after its parents; nodes on or behind a cycle are left out. */
function sortNodes(nodes: readonly FlowNode[]): readonly number[] {
  const open = nodes.map(({ parents }) => parents.length);
  const order = [...nodes.keys()].filter((position) => open[position] === 0);
  for (const position of order) {
    for (const { to } of nodes[position]?.edges ?? []) {
      open[to] = (open[to] ?? 0) - 1;
      if (open[to] === 0) order.push(to);
    }
  }
  return order;
}

/** One cycle among the nodes that could not be sorted, from its first node on: going back from any of them has to come round. */
function findCycle(nodes: readonly FlowNode[], sorted: ReadonlySet<number>): readonly number[] {
  const path: number[] = [];
  let position = [...nodes.keys()].find((candidate) => !sorted.has(candidate));
  while (position !== undefined && !path.includes(position)) {
    path.push(position);
    position = nodes[position]?.parents.find((parent) => !sorted.has(parent));
  }
  if (position === undefined) return path;
  const cycle = path.slice(path.indexOf(position)).toReversed();
  const first = cycle.indexOf(Math.min(...cycle));
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}

function nameOf(flow: Flow, position: number): string {
  return flow.nodes[position]?.name ?? '';
}
