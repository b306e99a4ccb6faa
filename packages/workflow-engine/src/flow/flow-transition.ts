import { EXECUTION_HISTORY_MAX_EVENTS } from '@skein/contracts';
import type { Command, Given } from '../execution/engine-events.ts';
import { createEvent } from '../execution/history.ts';
import type { HistoryEvent } from '../execution/history.ts';
import { HistoryFull } from '../failure.ts';
import type { JsonValue } from '../json.ts';
import type { Flow, FlowNode } from './flow.ts';
import type { FlowState, NodeState } from './flow-state.ts';

/** The next state of a flow's execution, with what belongs into the same commit. */
export interface FlowDecision {
  readonly state: FlowState;
  readonly history: readonly HistoryEvent[];
  readonly commands: readonly Command[];
}

/** A decision about a flow while it is being made. */
export class FlowTransition {
  readonly flow: Flow;
  readonly before: FlowState;
  readonly nodes: NodeState[];
  /** Nodes that have heard from every edge and have neither run nor been skipped. */
  readonly ready: number[] = [];
  readonly #nowMs: number;
  readonly #history: HistoryEvent[] = [];
  readonly #commands: Command[] = [];
  #nextTaskId: number;
  #end: Pick<FlowState, 'status' | 'output' | 'error' | 'cause'> | undefined;

  constructor(flow: Flow, before: FlowState, given: Given) {
    this.flow = flow;
    this.before = before;
    this.nodes = [...before.nodes];
    this.#nowMs = given.nowMs;
    this.#nextTaskId = before.nextTaskId;
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  get eventCount(): number {
    return this.before.eventCount + this.#history.length;
  }

  node(position: number): FlowNode | undefined {
    return this.flow.nodes[position];
  }

  emit(type: string, previousEventId: number, details?: Readonly<Record<string, JsonValue | undefined>>): number {
    const id = this.eventCount + 1;
    if (!type.startsWith('Execution') && id >= EXECUTION_HISTORY_MAX_EVENTS) {
      throw new HistoryFull(`The execution reached the maximum number of history events (${EXECUTION_HISTORY_MAX_EVENTS}).`);
    }
    this.#history.push(createEvent({ id, previousEventId, timestampMs: this.#nowMs, type }, details));
    return id;
  }

  nextTaskId(): number {
    const id = this.#nextTaskId;
    this.#nextTaskId += 1;
    return id;
  }

  command(command: Command): void {
    this.#commands.push(command);
  }

  end(end: Pick<FlowState, 'status' | 'output' | 'error' | 'cause'>): void {
    this.#end = end;
    this.ready.length = 0;
    const open = this.nodes.flatMap((node) => (node.status === 'running' ? node.tasks : []));
    const begun = new Set(this.#commands.map(({ taskId }) => taskId));
    const abandoned = open.filter(({ taskId }) => begun.has(taskId)).map(({ taskId }) => taskId);
    const kept = this.#commands.filter(({ taskId }) => !abandoned.includes(taskId));
    this.#commands.splice(0, this.#commands.length, ...kept);
    for (const { taskId } of open) if (!begun.has(taskId)) this.command({ type: 'cancel', taskId });
  }

  finish(): FlowDecision {
    const state = { ...this.before, ...this.#end, eventCount: this.eventCount, nextTaskId: this.#nextTaskId, nodes: [...this.nodes] };
    return { state, history: this.#history, commands: this.#commands };
  }
}
