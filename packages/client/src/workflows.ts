import { setTimeout as pause } from 'node:timers/promises';
import { SkeinError } from '@skein/contracts';
import type { ExecutionStatus, GraphNode, WorkflowNotation } from '@skein/contracts';
import type { Connection } from './connection.ts';

export interface WorkflowSummary {
  readonly name: string;
  readonly arn: string;
  readonly notation: WorkflowNotation;
  readonly revisionId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface WorkflowShown extends WorkflowSummary {
  readonly definition: string;
}

/** An execution as the server shows it; `input` and `output` are JSON texts. */
export interface ExecutionShown {
  readonly name: string;
  readonly workflow: string;
  readonly arn: string;
  readonly status: ExecutionStatus;
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly revisionId: string;
  readonly startedAtMs: number;
  readonly stoppedAtMs: number | null;
}

/** An event of an execution's history. */
export interface ExecutionEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly atMs: number;
  readonly details: Readonly<Record<string, unknown>> | null;
}

/** Names one execution. */
export interface ExecutionName {
  readonly workflow: string;
  readonly execution: string;
}

const WORKFLOWS = '/v1/workflows';
const PAGE_ITEMS = 1_000;
/** The longest time between two looks at an execution, in ms; the first ones are closer together. */
const POLL_MAX_MS = 250;
const POLL_MIN_MS = 5;

/** The workflows of a server, and their executions. */
export class WorkflowCalls {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Every workflow, in order of name. */
  async *list(): AsyncGenerator<WorkflowSummary> {
    let after: string | null = '';
    do {
      const query: URLSearchParams = new URLSearchParams({ limit: String(PAGE_ITEMS), ...(after === '' ? {} : { after }) });
      const page: { workflows: WorkflowSummary[]; nextAfter: string | null } = await this.#connection.callJson(
        'GET',
        `${WORKFLOWS}?${query.toString()}`,
      );
      yield* page.workflows;
      after = page.nextAfter;
    } while (after !== null);
  }

  /** Undefined when there is no such workflow. */
  async find(name: string): Promise<WorkflowShown | undefined> {
    try {
      return await this.#connection.callJson('GET', pathOf(name));
    } catch (error) {
      if (error instanceof SkeinError && error.details['status'] === 404) return undefined;
      throw error;
    }
  }

  /** Creates a workflow or replaces its definition. */
  async put(name: string, notation: WorkflowNotation, definition: string): Promise<WorkflowShown> {
    return await this.#connection.callJson('PUT', pathOf(name), json({ notation, definition }));
  }

  async delete(name: string): Promise<void> {
    await this.#connection.call('DELETE', pathOf(name));
  }

  /** Begins an execution with a JSON text; a name is made when none is given. */
  async start(name: string, input: string, executionName?: string): Promise<ExecutionShown> {
    return await this.#connection.callJson('POST', `${pathOf(name)}/executions`, json({ name: executionName, input }));
  }

  /** The newest executions of a workflow, the newest first. */
  async listExecutions(name: string, limit: number): Promise<readonly ExecutionShown[]> {
    const { executions } = await this.#connection.callJson<{ executions: ExecutionShown[] }>(
      'GET',
      `${pathOf(name)}/executions?limit=${limit}`,
    );
    return executions;
  }

  async get(execution: ExecutionName): Promise<ExecutionShown> {
    return await this.#connection.callJson('GET', executionPath(execution));
  }

  async stop(execution: ExecutionName, reason: { readonly error?: string; readonly cause?: string } = {}): Promise<ExecutionShown> {
    return await this.#connection.callJson('POST', `${executionPath(execution)}/stop`, json(reason));
  }

  /** The graph that an execution runs through. */
  async graph(execution: ExecutionName): Promise<readonly GraphNode[]> {
    return (await this.#connection.callJson<{ nodes: GraphNode[] }>('GET', `${executionPath(execution)}/graph`)).nodes;
  }

  /** All events after the given number that there are now. */
  async events(execution: ExecutionName, after = 0): Promise<readonly ExecutionEvent[]> {
    const found: ExecutionEvent[] = [];
    for (;;) {
      const query = `after=${found.at(-1)?.id ?? after}&limit=${PAGE_ITEMS}`;
      const { events } = await this.#connection.callJson<{ events: ExecutionEvent[] }>(
        'GET',
        `${executionPath(execution)}/events?${query}`,
      );
      found.push(...events);
      if (events.length < PAGE_ITEMS) return found;
    }
  }

  /**
   * An execution each time it was looked at, until it has ended or the signal ends the watch; `onEvents` hears of its new events before.
   * The first looks are milliseconds apart, later ones a quarter of a second.
   */
  async *follow(
    execution: ExecutionName,
    { signal, onEvents = () => {} }: { readonly signal: AbortSignal; readonly onEvents?: (events: readonly ExecutionEvent[]) => void },
  ): AsyncGenerator<ExecutionShown> {
    let last = 0;
    for (let waitMs = POLL_MIN_MS; !signal.aborted; waitMs = Math.min(waitMs * 2, POLL_MAX_MS)) {
      // The state first: its end is then followed by every event.
      const shown = await this.get(execution);
      const events = await this.events(execution, last);
      last = events.at(-1)?.id ?? last;
      onEvents(events);
      yield shown;
      if (shown.status !== 'RUNNING') return;
      await pause(waitMs, undefined, { signal }).catch(() => {});
    }
  }

  /** The execution once it has ended, or as it stands when the signal comes first. */
  async waitUntilEnded(execution: ExecutionName, signal: AbortSignal): Promise<ExecutionShown> {
    for (let waitMs = POLL_MIN_MS; ; waitMs = Math.min(waitMs * 2, POLL_MAX_MS)) {
      const shown = await this.get(execution);
      if (shown.status !== 'RUNNING' || signal.aborted) return shown;
      await pause(waitMs, undefined, { signal }).catch(() => {});
    }
  }
}

function pathOf(name: string): string {
  return `${WORKFLOWS}/${encodeURIComponent(name)}`;
}

function executionPath({ workflow, execution }: ExecutionName): string {
  return `${pathOf(workflow)}/executions/${encodeURIComponent(execution)}`;
}

function json(document: object): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  return { body: JSON.stringify(document), headers: { 'content-type': 'application/json' } };
}
