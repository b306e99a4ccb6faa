import type { ExecutionEvent } from './workflows.ts';

/** Where a state or node of an execution stands. A `caught` one has failed and another state took over. */
export type NodeStatus = 'waiting' | 'running' | 'done' | 'caught' | 'failed' | 'skipped' | 'aborted';

/** What the history says of one state or node, all its runs together: those in a Map or a loop run often. */
export interface NodeProgress {
  readonly status: NodeStatus;
  /** How often it was entered, and how often it came to a good end. */
  readonly runs: number;
  readonly done: number;
  /** How often its work failed, retries and all. */
  readonly failures: number;
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
  /** The name of its last error. */
  readonly error: string | undefined;
  /** Of a Map: how many iterations there are, and how many are done. */
  readonly items: { readonly total: number; readonly done: number } | undefined;
}

const NEVER: NodeProgress = {
  status: 'waiting',
  runs: 0,
  done: 0,
  failures: 0,
  startedMs: undefined,
  endedMs: undefined,
  error: undefined,
  items: undefined,
};

/** One run of a state: events that follow its entry belong to it. */
interface NodeRun {
  readonly name: string;
  /** `Map` of `MapStateEntered`. */
  readonly kind: string;
  /** The run of the Map or Parallel around it. */
  readonly parent: NodeRun | undefined;
  hasFailed: boolean;
}

const INTO = /^(?:MapIterationStarted|ParallelStateStarted)$/;
const FAILURE =
  /^(?:Task|LambdaFunction|Activity)(?:Failed|TimedOut|ScheduleFailed|StartFailed|SubmitFailed)$|^(?:Map|Parallel)StateFailed$/;
const END = /^Execution(?:Succeeded|Failed|Aborted|TimedOut)$/;

/** Follows the history of one execution: tell it the events in order, and ask where each state or node stands. */
export class ExecutionProgress {
  readonly #nodes = new Map<string, NodeProgress>();
  /** What each event belongs to, by the event's number; and the type of those that lead into a Map or Parallel. */
  readonly #runs = new Map<number, NodeRun>();
  readonly #inward = new Set<number>();
  readonly #open = new Set<NodeRun>();

  /** How a state or node stands. */
  node(name: string): NodeProgress {
    return this.#nodes.get(name) ?? NEVER;
  }

  take(event: ExecutionEvent): void {
    const { id, type } = event;
    if (type === 'NodeSkipped') return this.#set(nameIn(event) ?? '', { status: 'skipped' });
    if (END.test(type)) return this.#end(event);
    const run = type.endsWith('StateEntered') ? this.#enter(event) : this.#runOf(event);
    if (run === undefined) return undefined;
    this.#runs.set(id, run);
    this.#failInside(run, event);
    if (INTO.test(type)) this.#inward.add(id);
    return this.#follow(run, event);
  }

  #enter(event: ExecutionEvent): NodeRun {
    const { previousEventId, type, atMs } = event;
    const name = nameIn(event) ?? '';
    const before = this.#runs.get(previousEventId);
    const run: NodeRun = {
      name,
      kind: type.slice(0, -'StateEntered'.length),
      parent: this.#inward.has(previousEventId) ? before : before?.parent,
      hasFailed: false,
    };
    this.#open.add(run);
    const { runs, startedMs = atMs } = this.node(name);
    this.#set(name, { status: 'running', runs: runs + 1, startedMs });
    return run;
  }

  /** An event follows another of the same run, or the last one of what was inside the run. */
  #runOf(event: ExecutionEvent): NodeRun | undefined {
    const name = nameIn(event);
    const [, kind] = /^(Map|Parallel)State/.exec(event.type) ?? [];
    let run = this.#runs.get(event.previousEventId);
    while (run !== undefined && ((name !== undefined && run.name !== name) || (kind !== undefined && run.kind !== kind))) run = run.parent;
    return run;
  }

  /** What fails a Map or Parallel is what it failed after: a state inside may have failed without an event of its own. */
  #failInside(run: NodeRun, { type, previousEventId, atMs }: ExecutionEvent): void {
    const inner = this.#runs.get(previousEventId);
    if (type.endsWith('Failed') && inner !== undefined && inner !== run && this.#open.has(inner)) {
      this.#close(inner, { status: 'failed' }, atMs);
    }
  }

  #follow(run: NodeRun, { type, atMs, details }: ExecutionEvent): void {
    const { failures, done, items } = this.node(run.name);
    if (type.endsWith('StateExited')) {
      this.#close(run, run.hasFailed ? { status: 'caught' } : { status: 'done', done: done + 1, error: undefined }, atMs);
    } else if (type.endsWith('StateAborted')) {
      this.#close(run, { status: 'aborted' }, atMs);
    } else if (FAILURE.test(type)) {
      run.hasFailed = true;
      const error = details?.['error'];
      this.#set(run.name, { status: 'failed', failures: failures + 1, endedMs: atMs, ...(typeof error === 'string' ? { error } : {}) });
    } else if (type.endsWith('Scheduled')) {
      run.hasFailed = false;
      this.#set(run.name, { status: 'running' });
    } else if (type === 'MapStateStarted') {
      this.#set(run.name, { items: { done: items?.done ?? 0, total: (items?.total ?? 0) + Number(details?.['length'] ?? 0) } });
    } else if (type === 'MapIterationSucceeded' && items !== undefined) {
      this.#set(run.name, { items: { ...items, done: items.done + 1 } });
    }
  }

  /** A state that runs elsewhere still, in another iteration, is running. */
  #close(run: NodeRun, changes: Partial<NodeProgress>, endedMs: number): void {
    this.#open.delete(run);
    const runsElsewhere = changes.status === 'done' && [...this.#open].some(({ name }) => name === run.name);
    this.#set(run.name, { ...changes, ...(runsElsewhere ? { status: 'running' } : {}), endedMs });
  }

  /** What was open when the execution ended was given up, but for what ended it. */
  #end(event: ExecutionEvent): void {
    const { type, atMs, details } = event;
    const last = this.#runs.get(event.previousEventId);
    const error = details?.['error'];
    for (const run of this.#open) {
      const isCause = type === 'ExecutionFailed' && (run === last || run.hasFailed);
      const named = run === last && typeof error === 'string' ? { error } : {};
      this.#close(run, isCause ? { status: 'failed', ...named } : { status: 'aborted' }, atMs);
    }
  }

  #set(name: string, changes: Partial<NodeProgress>): void {
    this.#nodes.set(name, { ...this.node(name), ...changes });
  }
}

function nameIn({ details }: ExecutionEvent): string | undefined {
  const name = details?.['name'];
  return typeof name === 'string' ? name : undefined;
}
