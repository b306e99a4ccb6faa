import { EXECUTION_HISTORY_MAX_EVENTS } from '@skein/contracts';
import type { State, StateGraph, StateMachine } from '../definition/state-machine.ts';
import { createChance } from '../expressions/chance.ts';
import type { Chance } from '../expressions/chance.ts';
import { HistoryFull, runtimeFailure } from '../failure.ts';
import type { ErrorOutput } from '../failure.ts';
import type { JsonValue } from '../json.ts';
import type { Command, Decision, Given } from './engine-events.ts';
import { nextWakeMs } from './execution-state.ts';
import type { ExecutionState, Frame, JsonText } from './execution-state.ts';
import { createEvent } from './history.ts';
import type { HistoryEvent } from './history.ts';

/** How a frame ended: with an output, or with a failure that none of its states caught. */
export interface Settlement {
  readonly frame: Frame;
  readonly failure?: Failure;
}

/** A failure on its way outwards. A terminal one is neither retried nor caught. */
export interface Failure extends ErrorOutput {
  readonly terminal: boolean;
}

type NewFrame = Pick<Frame, 'index' | 'lastEventId' | 'stateName' | 'input'> & Partial<Pick<Frame, 'parentId' | 'item'>>;

/** A decision while it is being made: the only thing in the engine that changes. Frames in it are replaced, never altered. */
export class Transition {
  readonly machine: StateMachine;
  readonly nowMs: number;
  readonly chance: Chance;
  readonly before: ExecutionState;
  readonly ready: number[];
  /** Frames that came to their end in this decision and whose parent has not heard of it. */
  readonly settlements: Settlement[] = [];
  readonly #frames: Map<number, Frame>;
  readonly #history: HistoryEvent[] = [];
  readonly #commands: Command[] = [];
  #nextFrameId: number;
  #nextTaskId: number;
  #end: Pick<ExecutionState, 'status' | 'output' | 'error' | 'cause'> | undefined;

  constructor(machine: StateMachine, before: ExecutionState, given: Given) {
    this.machine = machine;
    this.before = before;
    this.nowMs = given.nowMs;
    this.chance = createChance(given.seed);
    this.ready = [...before.ready];
    this.#frames = new Map(before.frames.map((frame) => [frame.id, frame]));
    this.#nextFrameId = before.nextFrameId;
    this.#nextTaskId = before.nextTaskId;
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  get frames(): readonly Frame[] {
    return [...this.#frames.values()];
  }

  get eventCount(): number {
    return this.before.eventCount + this.#history.length;
  }

  frame(id: number): Frame | undefined {
    return this.#frames.get(id);
  }

  childrenOf(parent: Frame): readonly Frame[] {
    return this.frames.filter(({ parentId }) => parentId === parent.id);
  }

  /** Adds a frame that waits for its turn. */
  addFrame(frame: NewFrame): void {
    const id = this.#nextFrameId;
    this.#nextFrameId += 1;
    const empty = { variables: {}, enteredEventId: 0, enteredMs: 0, retries: [], retryCount: 0 };
    this.#frames.set(id, { ...empty, ...frame, id, wait: { kind: 'turn' } });
    this.ready.push(id);
  }

  update(frame: Frame, changes: Partial<Frame>): Frame {
    const updated = { ...frame, ...changes };
    this.#frames.set(frame.id, updated);
    return updated;
  }

  removeFrame(frame: Frame): void {
    this.#frames.delete(frame.id);
    if (frame.wait.kind === 'task') this.#commands.push({ type: 'cancel', taskId: frame.wait.taskId });
  }

  nextTaskId(): number {
    const id = this.#nextTaskId;
    this.#nextTaskId += 1;
    return id;
  }

  command(command: Command): void {
    this.#commands.push(command);
  }

  /** Appends an event that does not move its frame on, and gives its id. Fails the execution when the history is full. */
  emit(type: string, previousEventId: number, details?: Readonly<Record<string, JsonValue | undefined>>): number {
    const id = this.eventCount + 1;
    const isLast = type.startsWith('Execution');
    if (!isLast && id >= EXECUTION_HISTORY_MAX_EVENTS) {
      throw new HistoryFull(`The execution reached the maximum number of history events (${EXECUTION_HISTORY_MAX_EVENTS}).`);
    }
    this.#history.push(createEvent({ id, previousEventId, timestampMs: this.nowMs, type }, details));
    return id;
  }

  /** Appends an event of a frame; what follows in the frame follows this event. */
  record(frame: Frame, type: string, details?: Readonly<Record<string, JsonValue | undefined>>): Frame {
    return this.update(frame, { lastEventId: this.emit(type, frame.lastEventId, details) });
  }

  /** Ends the execution: whatever is still open is given up. */
  end(end: {
    readonly status: ExecutionState['status'];
    readonly output?: JsonText;
    readonly error?: string;
    readonly cause?: string;
  }): void {
    this.#end = end;
    for (const frame of this.frames) this.removeFrame(frame);
    this.ready.length = 0;
    this.settlements.length = 0;
  }

  stateOf(frame: Frame): State {
    const state = this.graphOf(frame).states.get(frame.stateName);
    if (state === undefined) throw runtimeFailure(`The definition has no state '${frame.stateName}'`);
    return state;
  }

  graphOf(frame: Frame): StateGraph {
    const parent = frame.parentId === undefined ? undefined : this.frame(frame.parentId);
    if (parent === undefined) return this.machine;
    const state = this.stateOf(parent);
    if (state.type === 'Map') return state.processor;
    const branch = state.type === 'Parallel' ? state.branches[frame.index] : undefined;
    if (branch === undefined) throw runtimeFailure(`The definition has no branch ${frame.index} in the state '${state.name}'`);
    return branch;
  }

  finish(): Decision {
    const open = this.frames.toSorted((left, right) => left.id - right.id);
    const { timeoutAtMs, ...before } = this.before;
    const state: ExecutionState = {
      ...before,
      ...(timeoutAtMs === undefined || this.#end ? {} : { timeoutAtMs }),
      ...this.#end,
      eventCount: this.eventCount,
      nextFrameId: this.#nextFrameId,
      nextTaskId: this.#nextTaskId,
      frames: open,
      ready: [...this.ready],
    };
    const wakeAtMs = nextWakeMs(state);
    const unfinished = this.ready.length > 0;
    return {
      state,
      history: this.#history,
      commands: this.#settledCommands(),
      unfinished,
      ...(wakeAtMs === undefined ? {} : { wakeAtMs }),
    };
  }

  /** A task that was begun and given up in the same decision need not be begun. */
  #settledCommands(): readonly Command[] {
    const cancelled = new Set(this.#commands.filter(({ type }) => type === 'cancel').map(({ taskId }) => taskId));
    const begun = new Set(this.#commands.filter(({ type }) => type === 'invoke').map(({ taskId }) => taskId));
    return this.#commands.filter(({ taskId }) => !(cancelled.has(taskId) && begun.has(taskId)));
  }
}
