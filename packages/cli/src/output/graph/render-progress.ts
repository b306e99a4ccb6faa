import { styleText } from 'node:util';
import type { ExecutionProgress, ExecutionShown, NodeProgress, NodeStatus } from '@skein/client';
import { renderDuration } from '../duration.ts';
import type { GraphLine } from './draw-graph.ts';

type Style = 'green' | 'yellow' | 'red' | 'gray' | 'cyan';

const SIGNS: Readonly<Record<NodeStatus, readonly [sign: string, style: Style]>> = {
  waiting: ['○', 'gray'],
  running: ['◐', 'cyan'],
  done: ['●', 'green'],
  caught: ['◑', 'yellow'],
  failed: ['✗', 'red'],
  skipped: ['◌', 'gray'],
  aborted: ['■', 'yellow'],
};

const STATUS_STYLES: Readonly<Record<ExecutionShown['status'], Style>> = {
  RUNNING: 'cyan',
  SUCCEEDED: 'green',
  FAILED: 'red',
  TIMED_OUT: 'red',
  ABORTED: 'yellow',
};

/** Columns of the bar that shows when each state ran. */
const BAR_WIDTH = 24;
const GAP = '  ';

export interface ProgressView {
  readonly execution: ExecutionShown;
  readonly graph: readonly GraphLine[];
  readonly progress: ExecutionProgress;
  readonly nowMs: number;
  readonly colored: boolean;
}

/** An execution as a picture: its graph, and beside each state how it stands, when it began, how long it took, and a bar of that time. */
export function renderProgress(view: ProgressView): readonly string[] {
  const { execution, graph, progress } = view;
  const cells = graph.map((line) => (line.node ? cellsOf(view, progress.node(line.node.name)) : []));
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...cells.map((row) => row[column]?.length ?? 0)));
  const labels = graph.map(labelOf);
  const labelWidth = Math.max(0, ...labels.map((label) => label.length));
  const lines = graph.map((line, index) => {
    const label = labels[index] ?? '';
    const row = (cells[index] ?? []).map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(GAP);
    return paint(view, line, `${label.padEnd(labelWidth)}${GAP}${row}`.trimEnd());
  });
  return [heading(view), '', ...lines, ...ending(execution)];
}

function heading({ execution, nowMs, colored }: ProgressView): string {
  const { workflow, name, status, startedAtMs, stoppedAtMs } = execution;
  const shown = colored ? styleText(['bold', STATUS_STYLES[status]], status, { validateStream: false }) : status;
  return `${workflow} / ${name}  ${shown}  ${renderDuration((stoppedAtMs ?? nowMs) - startedAtMs)}`;
}

function ending({ error, cause, status }: ExecutionShown): readonly string[] {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return [];
  return ['', ...(error === null ? [] : [`Error: ${error}`]), ...(cause === null ? [] : [`Cause: ${cause}`])];
}

/** Where the sign of a node is to be put; no name of a state can have it. */
const PLACE = '\u0000';

function labelOf({ before, node, after, back }: GraphLine): string {
  if (node === undefined) return before;
  return `${before}${PLACE}${after} ${node.name}${back.length === 0 ? '' : ` ↺ ${back.join(', ')}`}`;
}

/** The sign of a node has the colour of how it stands; so has the name of that. */
function paint({ progress, colored }: ProgressView, { node }: GraphLine, text: string): string {
  if (node === undefined) return text;
  const { status } = progress.node(node.name);
  const [sign, style] = SIGNS[status];
  const shown = colored ? styleText(style, sign, { validateStream: false }) : sign;
  return text.replace(PLACE, () => shown);
}

function cellsOf({ execution, nowMs }: ProgressView, node: NodeProgress): readonly string[] {
  const { startedAtMs, stoppedAtMs } = execution;
  const { startedMs, status } = node;
  if (startedMs === undefined) return [status];
  const endMs = stoppedAtMs ?? nowMs;
  const endedMs = status === 'running' ? endMs : (node.endedMs ?? endMs);
  const from = startedMs - startedAtMs;
  return [
    status,
    `+${renderDuration(from)}`,
    renderDuration(endedMs - startedMs),
    renderBar(from, endedMs - startedAtMs, endMs - startedAtMs),
    remarkOf(node),
  ];
}

function remarkOf({ items, runs, failures, error, status }: NodeProgress): string {
  const parts = [
    ...(items === undefined ? [] : [`${items.done} of ${items.total} items`]),
    ...(runs > 1 ? [`${runs} runs`] : []),
    ...(failures > 0 ? [`${failures} failed`] : []),
    ...(error !== undefined && status !== 'done' ? [error] : []),
  ];
  return parts.join(', ');
}

/** When something ran, on a line as long as the whole execution. */
function renderBar(fromMs: number, toMs: number, wholeMs: number): string {
  const at = (ms: number): number => (wholeMs <= 0 ? 0 : Math.round((ms / wholeMs) * BAR_WIDTH));
  const start = Math.min(Math.max(at(fromMs), 0), BAR_WIDTH - 1);
  const end = Math.min(Math.max(at(toMs), start + 1), BAR_WIDTH);
  return `▕${' '.repeat(start)}${'█'.repeat(end - start)}${' '.repeat(BAR_WIDTH - end)}▏`;
}
