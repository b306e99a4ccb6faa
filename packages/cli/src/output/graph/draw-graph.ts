import type { GraphNode } from '@skein/contracts';
import { splitEdges } from './order-nodes.ts';
import type { LevelNode } from './order-nodes.ts';

/** A line of a drawn graph: with a node, whose sign is to be put between the two parts of the line, or with lines only. */
export interface GraphLine {
  readonly before: string;
  readonly node: GraphNode | undefined;
  readonly after: string;
  /** Names of earlier states that the node may lead back to. */
  readonly back: readonly string[];
}

/**
 * Draws a graph downwards, a line for every node, with edges as lanes on the left the way logs of version control are drawn: it takes any
 * graph, and as many columns as edges run side by side. States inside a Parallel or Map follow it, set in.
 */
export function drawGraph(nodes: readonly GraphNode[], parent: string | null = null): readonly GraphLine[] {
  const inside = nodes.filter((node) => node.parent === parent);
  const branches = [...new Set(inside.map(({ branch }) => branch))];
  return branches.flatMap((branch) =>
    drawLevel(
      inside.filter((node) => node.branch === branch),
      (name) => drawGraph(nodes, name),
    ),
  );
}

function drawLevel(nodes: readonly GraphNode[], drawInside: (name: string) => readonly GraphLine[]): readonly GraphLine[] {
  const open = new Map(splitEdges(nodes).map((level) => [level.node.name, level]));
  const waitsFor = countParents([...open.values()]);
  const lanes: (string | undefined)[] = [];
  const lines: GraphLine[] = [];
  for (let level = nextNode(open, waitsFor, lanes); level !== undefined; level = nextNode(open, waitsFor, lanes)) {
    const { node, onward, back } = level;
    open.delete(node.name);
    for (const to of onward) waitsFor.set(to, (waitsFor.get(to) ?? 0) - 1);
    const column = laneOf(lanes, node.name);
    lines.push({ before: bars(lanes.slice(0, column)), node, after: bars(lanes.slice(column + 1), ' '), back });
    const joined = onward.filter((to) => lanes.includes(to));
    const [first, ...forks] = onward.filter((to) => !joined.includes(to));
    const inner = drawInside(node.name);
    // What is inside a node is drawn beside the lane that goes on behind it.
    lanes[column] = first ?? joined[0];
    const beside = `${bars(lanes)}┊ `;
    lines.push(...inner.map((line) => ({ ...line, before: beside + line.before })));
    lanes[column] = first;
    lines.push(...forkLines(lanes, column, forks), ...joinLines(lanes, column, joined));
  }
  return lines;
}

function countParents(levels: readonly LevelNode[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const to of levels.flatMap(({ onward }) => onward)) counts.set(to, (counts.get(to) ?? 0) + 1);
  return counts;
}

/** Of the nodes that all before have been drawn of, the one furthest left: a branch is drawn to its end before the next one begins. */
function nextNode(
  open: ReadonlyMap<string, LevelNode>,
  waitsFor: ReadonlyMap<string, number>,
  lanes: readonly (string | undefined)[],
): LevelNode | undefined {
  const isReady = (name: string | undefined): boolean => name !== undefined && open.has(name) && (waitsFor.get(name) ?? 0) === 0;
  return open.get(lanes.find(isReady) ?? [...open.keys()].find(isReady) ?? '');
}

function laneOf(lanes: (string | undefined)[], name: string): number {
  const own = lanes.indexOf(name);
  if (own !== -1) return own;
  const free = lanes.indexOf(undefined);
  const column = free === -1 ? lanes.length : free;
  lanes[column] = name;
  return column;
}

function bars(lanes: readonly (string | undefined)[], lead = ''): string {
  const text = lanes.map((lane) => (lane === undefined ? ' ' : '│')).join(' ');
  return lead === '' ? text + (lanes.length > 0 ? ' ' : '') : (lead + text).trimEnd();
}

/** One line that leads to a new lane for each further branch. */
function forkLines(lanes: (string | undefined)[], column: number, forks: readonly string[]): readonly GraphLine[] {
  if (forks.length === 0) return [];
  const added = forks.map((to) => {
    const free = lanes.findIndex((lane, index) => index > column && lane === undefined);
    const place = free === -1 ? lanes.length : free;
    lanes[place] = to;
    return place;
  });
  const last = Math.max(...added);
  const sign = (index: number): string => (index === last ? '╮' : '┬');
  return [linkLine(lanes, column, last, '├', (index) => (added.includes(index) ? sign(index) : undefined))];
}

/** A line for each edge that runs into a lane that leads to the same node already. */
function joinLines(lanes: (string | undefined)[], column: number, joined: readonly string[]): readonly GraphLine[] {
  return joined.map((to, index) => {
    const target = lanes.indexOf(to);
    const goesOn = lanes[column] !== undefined || index + 1 < joined.length;
    const [onward, end] = target > column ? ['├', '╰'] : ['┤', '╯'];
    const line = linkLine(lanes, column, target, goesOn ? onward : end, (place) =>
      place === target ? (target > column ? '┤' : '├') : undefined,
    );
    while (lanes.length > 0 && lanes.at(-1) === undefined) lanes.pop();
    return line;
  });
}

/** A horizontal line between two lanes, over those between them. */
function linkLine(
  lanes: readonly (string | undefined)[],
  from: number,
  to: number,
  start: string,
  signAt: (index: number) => string | undefined,
): GraphLine {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  const width = Math.max(lanes.length, right + 1);
  let text = '';
  for (let index = 0; index < width; index += 1) {
    const isBetween = index > left && index < right;
    const crossed = lanes[index] === undefined ? ' ' : '│';
    const over = lanes[index] === undefined ? '─' : '┼';
    text += index === from ? start : (signAt(index) ?? (isBetween ? over : crossed));
    text += index >= left && index < right ? '─' : ' ';
  }
  return { before: text.trimEnd(), node: undefined, after: '', back: [] };
}
