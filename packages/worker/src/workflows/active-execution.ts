import { EXECUTION_EVENTS_PER_COMMIT_MAX, EXECUTION_RETRY_MS, TIMER_MAX_MS, toSkeinError } from '@skein/contracts';
import type { ExecutionRecord, SkeinError } from '@skein/contracts';
import type { Clock, ExecutionCommit, ExecutionOutcome, ExecutionWriter, LoadedExecution } from '@skein/ports';
import type { EngineEvent, Given, InvokeCommand } from '@skein/workflow-engine';
import type { Notation, Step } from './notation.ts';

export interface ActiveOptions {
  readonly writer: ExecutionWriter;
  readonly clock: Clock;
  readonly epoch: number;
  readonly newSeed: () => string;
  readonly invoke: (execution: ExecutionRecord, command: InvokeCommand) => Promise<EngineEvent>;
  /** Told when the execution has ended or cannot be run here any more. */
  readonly onDone: (error: SkeinError | undefined) => void;
}

/**
 * One execution that this process runs: takes up events in order, decides, commits once, and only then dispatches.
 * A task is run again after a crash that came before its outcome was stored; its outcome counts once.
 */
export class ActiveExecution {
  readonly #options: ActiveOptions;
  readonly #notation: Notation;
  readonly #record: ExecutionRecord;
  readonly #events: EngineEvent[] = [];
  #state: string;
  #sequence: number;
  #taking: Promise<void> | undefined;
  #cancelWake: () => void = () => {};
  #closed = false;

  constructor(options: ActiveOptions, notation: Notation, loaded: Pick<LoadedExecution, 'record' | 'state' | 'sequence'>) {
    this.#options = options;
    this.#notation = notation;
    this.#record = loaded.record;
    this.#state = loaded.state;
    this.#sequence = loaded.sequence;
  }

  /** Takes up again what the last commit left open. */
  resume({ intents, wakeAtMs, unfinished }: Pick<LoadedExecution, 'intents' | 'wakeAtMs' | 'unfinished'>): void {
    for (const { command } of intents) this.#dispatch(JSON.parse(command) as InvokeCommand);
    this.#goOn({ wakeAtMs, unfinished });
  }

  /** Puts an event behind those that wait. */
  tell(event: EngineEvent): void {
    if (this.#closed) return;
    this.#events.push(event);
    this.#taking ??= this.#takeUpAll();
  }

  /** Stops after the commit that is under way. What is open stays open in the store. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWake();
    this.#events.length = 0;
    await this.#taking;
  }

  /** What came in while a commit was under way shares the next one. */
  async #takeUpAll(): Promise<void> {
    while (this.#events.length > 0) {
      const events = this.#events.splice(0, EXECUTION_EVENTS_PER_COMMIT_MAX);
      try {
        await this.#takeUp(events);
      } catch (thrown) {
        this.#recover(events, toSkeinError(thrown));
      }
    }
    this.#taking = undefined;
  }

  async #takeUp(events: readonly EngineEvent[]): Promise<void> {
    const { writer, clock, epoch, newSeed } = this.#options;
    const given = (): Given => ({ nowMs: clock.nowMs(), seed: newSeed() });
    const step = this.#notation.decide(this.#state, events, given);
    const nowMs = clock.nowMs();
    const commit = commitOf({ executionId: this.#record.id, epoch, sequence: this.#sequence, nowMs }, step, events);
    await writer.commitExecution(commit);
    this.#state = step.state;
    this.#sequence += 1;
    if (step.status !== 'RUNNING') return this.#finish(undefined);
    for (const { command } of commit.intents) this.#dispatch(JSON.parse(command) as InvokeCommand);
    this.#goOn(step);
  }

  /**
   * A step that could not be stored has not happened: its events are taken up again, unless somebody else runs the execution now, or
   * nothing can be decided on them.
   */
  #recover(events: readonly EngineEvent[], error: SkeinError): void {
    if (error.code === 'internal' && !events.some(({ type }) => type === 'fail')) return this.#fail(error);
    if (error.code !== 'storage_failed') return this.#finish(error);
    const again = (): void => {
      if (this.#closed) return;
      this.#events.unshift(...events);
      this.#taking ??= this.#takeUpAll();
    };
    this.#options.clock.after(EXECUTION_RETRY_MS, again);
  }

  /** A decision that throws would throw again after every restart: the execution ends here and says why, instead of running for ever. */
  #fail({ message }: SkeinError): void {
    this.#events.length = 0;
    this.#events.push({ type: 'fail', cause: message });
  }

  #finish(error: SkeinError | undefined): void {
    this.#closed = true;
    this.#cancelWake();
    this.#events.length = 0;
    this.#options.onDone(error);
  }

  #dispatch(command: InvokeCommand): void {
    // The invoker never rejects: whatever goes wrong is the task's failure.
    void this.#options.invoke(this.#record, command).then((event) => this.tell(event));
  }

  #goOn({ wakeAtMs, unfinished }: { readonly wakeAtMs?: number | undefined; readonly unfinished: boolean }): void {
    this.#cancelWake();
    if (unfinished) this.tell({ type: 'continue' });
    if (wakeAtMs !== undefined) this.#wakeAt(wakeAtMs);
  }

  #wakeAt(wakeAtMs: number): void {
    const delayMs = wakeAtMs - this.#options.clock.nowMs();
    const look = (): void => {
      if (this.#options.clock.nowMs() >= wakeAtMs) this.tell({ type: 'wake' });
      else this.#wakeAt(wakeAtMs);
    };
    this.#cancelWake = this.#options.clock.after(Math.min(Math.max(delayMs, 0), TIMER_MAX_MS), look);
  }
}

interface Place {
  readonly executionId: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly nowMs: number;
}

/** What a step stores. An outcome of a task, and giving it up, settle what was to be done for it. */
export function commitOf({ nowMs, ...place }: Place, step: Step, taken: readonly EngineEvent[] = []): ExecutionCommit {
  const ended = taken.flatMap((event) => (event.type === 'task-succeeded' || event.type === 'task-failed' ? [event.taskId] : []));
  const cancelled = step.commands.flatMap(({ type, taskId }) => (type === 'cancel' ? [taskId] : []));
  const settled = new Set([...ended, ...cancelled]);
  const begun = step.commands.filter(({ type, taskId }) => type === 'invoke' && !settled.has(taskId));
  return {
    ...place,
    state: step.state,
    events: step.events,
    intents: begun.map((command) => ({ taskId: command.taskId, command: JSON.stringify(command) })),
    settledTaskIds: [...settled],
    wakeAtMs: step.wakeAtMs,
    unfinished: step.unfinished,
    outcome: outcomeOf(step, nowMs),
  };
}

function outcomeOf({ status, output, error, cause }: Step, stoppedAtMs: number): ExecutionOutcome | undefined {
  return status === 'RUNNING' ? undefined : { status, output, error, cause, stoppedAtMs };
}
