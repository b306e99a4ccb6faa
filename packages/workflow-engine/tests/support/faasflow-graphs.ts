import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';

const repository = path.resolve(import.meta.dirname, '../../../..');
const folder = path.resolve(repository, process.env['SKEIN_SHARED'] ?? '../shared', 'data/faasflow');

/** Whether the folder with the eight benchmark graphs is there; a stranger's clone does not have it. */
export const hasGraphs: boolean = existsSync(folder);

interface Graph {
  readonly workflow: string;
  readonly functions: readonly GraphNode[];
}

interface GraphNode {
  readonly name: string;
  readonly virtual: boolean;
  readonly inputs: readonly { readonly name: string; readonly from: string; readonly output: string; readonly kind: string }[];
  readonly outputs: readonly { readonly name: string; readonly kind: string }[];
  readonly next: { readonly type: string; readonly nodes: readonly string[]; readonly conditions?: readonly string[] } | null;
}

/** A benchmark graph in the flow notation, with the edges it has and the names of its functions' outputs. */
export interface ConvertedGraph {
  readonly name: string;
  readonly text: string;
  readonly edges: number;
  readonly nodes: readonly string[];
  readonly outputs: Readonly<Record<string, readonly string[]>>;
  readonly inputs: readonly string[];
}

/** The eight graphs of FaaSFlow's benchmarks. */
export function readGraphs(): readonly ConvertedGraph[] {
  return readdirSync(folder).map((file) => convert(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Graph));
}

function convert(graph: Graph): ConvertedGraph {
  const foreach = new Map(
    graph.functions.flatMap(({ name, next }) => (next?.type === 'foreach' ? next.nodes.map((node): [string, string] => [node, name]) : [])),
  );
  const inputs = [
    ...new Set(
      graph.functions.flatMap((node) => [
        ...node.inputs.filter(({ from }) => from === 'INPUT').map(({ output }) => output),
        ...conditionInputs(node),
      ]),
    ),
  ];
  const nodes = graph.functions.map((node) => convertNode(node, foreach));
  return {
    name: graph.workflow,
    text: stringify({ name: graph.workflow, inputs, nodes }),
    edges: graph.functions.reduce((sum, { next }) => sum + (next?.nodes.length ?? 0), 0),
    nodes: graph.functions.map(({ name }) => name),
    outputs: Object.fromEntries(graph.functions.map(({ name, outputs }) => [name, outputs.map((output) => output.name)])),
    inputs,
  };
}

function conditionInputs({ next }: GraphNode): readonly string[] {
  return (next?.conditions ?? []).flatMap((condition) => (condition.startsWith('INPUT.') ? [condition.slice(6)] : []));
}

function convertNode(node: GraphNode, foreach: ReadonlyMap<string, string>): object {
  const { name, next } = node;
  if (next?.type === 'switch') {
    const conditions = next.conditions ?? [];
    const choices = next.nodes.flatMap((to, index) =>
      conditions[index] === 'default' ? [] : [{ when: `${reference('INPUT', conditions[index]?.slice(6) ?? '')} == true`, next: to }],
    );
    const otherwise = next.nodes[conditions.indexOf('default')];
    return { name, type: 'switch', choices, ...(otherwise === undefined ? {} : { default: otherwise }) };
  }
  const follow = next === null || next.nodes.length === 0 ? {} : { next: next.nodes };
  if (node.virtual || name === 'END') return { name, type: 'pass', ...follow };
  const keyed = node.inputs.find(({ kind }) => kind === 'key');
  const isForeach = foreach.has(name) && keyed !== undefined;
  const sources = node.inputs.map(({ name: input, from, output, kind }): [string, string] => {
    if (isForeach && kind === 'key') return [input, '$.item'];
    return [input, foreach.has(from) ? `$['${from}'][*]['${output}']` : reference(from, output)];
  });
  const work = isForeach ? { type: 'foreach', items: reference(keyed.from, keyed.output) } : {};
  return { name, ...work, function: name, inputs: Object.fromEntries(sources), ...follow };
}

function reference(from: string, output: string): string {
  return `$['${from === 'INPUT' ? 'input' : from}']['${output}']`;
}
