import type { GraphNode } from '@skein/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawGraph } from '../src/output/graph/draw-graph.ts';
import { LivePicture } from '../src/output/screen.ts';

function graphOf(edges: Readonly<Record<string, readonly string[]>>, inside: Readonly<Record<string, string>> = {}): readonly GraphNode[] {
  return Object.entries(edges).map(([name, targets]) => ({
    name,
    type: 'Task',
    parent: inside[name] ?? null,
    branch: 0,
    next: targets.map((to) => ({ to, kind: 'next' })),
  }));
}

function draw(nodes: readonly GraphNode[]): readonly string[] {
  return drawGraph(nodes).map(({ before, node, after, back }) =>
    node === undefined ? before : `${before}o${after} ${[node.name, ...back.map((to) => `^${to}`)].join(' ')}`,
  );
}

describe('a graph drawn in the terminal', () => {
  test('a diamond', () => {
    expect(draw(graphOf({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual(['o a', '├─╮', 'o │ b', '│ o c', '├─╯', 'o d']);
  });

  test('a branch that ends, one that is joined further right, and an edge that crosses', () => {
    expect(draw(graphOf({ a: ['b', 'c'], b: ['d'], d: ['c'], c: [] }))).toEqual(['o a', '├─╮', 'o │ b', 'o │ d', '╰─┤', '  o c']);
    expect(draw(graphOf({ a: ['b', 'c', 'd'], b: ['z'], c: [], d: ['z'], z: [] }))).toEqual([
      'o a',
      '├─┬─╮',
      'o │ │ b',
      '│ o │ c',
      '│   o d',
      '├───╯',
      'o z',
    ]);
  });

  test('a loop is named, not drawn; what is inside a state is set in beside the lane that goes on', () => {
    const edges = { a: ['m'], m: ['a', 'end'], i: ['j'], j: [], end: [] };
    expect(draw(graphOf(edges, { i: 'm', j: 'm' }))).toEqual(['o a', 'o m ^a', '│ ┊ o i', '│ ┊ o j', 'o end']);
  });

  test('of any graph every node is drawn once, after all that lead to it, and every line starts where one was open', () => {
    const graphs = fc
      .integer({ min: 1, max: 12 })
      .chain((size) => fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 30 }).map((pairs) => ({ size, pairs })));
    fc.assert(
      fc.property(graphs, ({ size, pairs }) => {
        const forward = pairs.filter(([from, to]) => from < to);
        const targetsOf = (from: number): string[] => [...new Set(forward.filter(([start]) => start === from).map(([, to]) => `n${to}`))];
        const nodes = graphOf(Object.fromEntries(Array.from({ length: size }, (_node, index) => [`n${index}`, targetsOf(index)])));
        const lines = drawGraph(nodes);
        const names = lines.flatMap(({ node }) => (node ? [node.name] : []));
        expect(names.toSorted()).toEqual(nodes.map(({ name }) => name).toSorted());
        for (const [from, to] of forward) expect(names.indexOf(`n${from}`)).toBeLessThan(names.indexOf(`n${to}`));
        for (const { before, node } of lines) if (node) expect(before.length % 2).toBe(0);
        expect(lines.flatMap(({ back }) => back)).toEqual([]);
      }),
    );
  });

  test('pictures are drawn over each other; one that is too high is cut until the last', () => {
    let written = '';
    const picture = new LivePicture({ rows: 5, colored: false, write: (text) => void (written += `${text}|`) });
    picture.draw(['one', 'two']);
    picture.draw(['1', '2', '3', '4', '5']);
    picture.finish(['a', 'b']);
    const clear = '\r\u001B[0J';
    expect(written).toBe(`${clear}one\ntwo\n|\u001B[2A${clear}1\n2\n... 3 more lines\n|\u001B[3A${clear}a\nb\n|`);
  });
});
