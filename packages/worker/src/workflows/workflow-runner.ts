import { EXECUTIONS_RECONCILE_MS, SkeinError, toSkeinError } from '@skein/contracts';
import type { ExecutionRecord } from '@skein/contracts';
import type { Clock, ExecutionHost, ExecutionReader, ExecutionWriter } from '@skein/ports';
import { ActiveExecution, commitOf } from './active-execution.ts';
import type { TaskInvoker } from './invoke-task.ts';
import { readNotation } from './notation.ts';
import type { Notation } from './notation.ts';

export interface WorkflowRunnerOptions {
  readonly reader: ExecutionReader;
  readonly writer: ExecutionWriter;
  readonly tasks: Pick<TaskInvoker, 'invoke'>;
  readonly clock: Clock;
  /** A new seed for every decision. */
  readonly newSeed: () => string;
  /** Told of executions that cannot be run here any more, and of what the reconciler could not do. */
  readonly onFailure: (error: SkeinError) => void;
}

/**
 * Runs every execution of a store, under a lease: load, decide, one commit, dispatch. Whoever takes the next lease takes the right to write
 * from this one, so two processes can never both move an execution on.
 */
export class WorkflowRunner implements ExecutionHost {
  readonly #options: WorkflowRunnerOptions;
  readonly #epoch: number;
  readonly #active = new Map<string, ActiveExecution>();
  /** Executions whose first commit is under way: they are in the store a moment before they are active. */
  readonly #starting = new Set<string>();
  #reconciling: Promise<void> | undefined;
  #cancelReconcile: () => void = () => {};
  #closed = false;

  private constructor(options: WorkflowRunnerOptions, epoch: number) {
    this.#options = options;
    this.#epoch = epoch;
  }

  /** Takes the lease and takes up what the last holder left open. Rejects with `lease_lost` when another was faster. */
  static async open(options: WorkflowRunnerOptions): Promise<WorkflowRunner> {
    const epoch = (await options.reader.leaseEpoch()) + 1;
    await options.writer.takeLease(epoch);
    const runner = new WorkflowRunner(options, epoch);
    await runner.reconcile();
    runner.#reconcileLater();
    return runner;
  }

  async start(record: ExecutionRecord): Promise<void> {
    if (this.#closed) throw new SkeinError('shutting_down');
    const { clock, newSeed, writer } = this.#options;
    const notation = readNotation(record);
    const nowMs = clock.nowMs();
    const step = notation.start(record, { nowMs, seed: newSeed() });
    const commit = commitOf({ executionId: record.id, epoch: this.#epoch, sequence: 0, nowMs }, step);
    const { outcome } = commit;
    this.#starting.add(record.id);
    try {
      await writer.createExecution({ ...record, ...outcome }, commit);
      if (!outcome && !this.#closed) this.#activate(notation, { record, state: step.state, sequence: 1 }).resume(commit);
    } finally {
      this.#starting.delete(record.id);
    }
  }

  async stop(executionId: string, error?: string, cause?: string): Promise<void> {
    if (!this.#active.has(executionId)) await this.#resume(executionId);
    const reason = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
    this.#active.get(executionId)?.tell({ type: 'stop', ...reason });
  }

  /** Takes up every running execution that is not being run. One at a time; a call while it goes on waits for the same. */
  reconcile(): Promise<void> {
    this.#reconciling ??= this.#reconcileOnce().finally(() => {
      this.#reconciling = undefined;
    });
    return this.#reconciling;
  }

  /** Stops after the commits that are under way. What is open stays open in the store, for whoever takes the lease next. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelReconcile();
    await this.#reconciling?.catch(() => {});
    await Promise.all([...this.#active.values()].map((execution) => execution.close()));
    this.#active.clear();
  }

  async #reconcileOnce(): Promise<void> {
    for (const id of await this.#options.reader.listRunning()) {
      if (!this.#closed && !this.#active.has(id)) await this.#resume(id);
    }
  }

  #reconcileLater(): void {
    this.#cancelReconcile = this.#options.clock.after(EXECUTIONS_RECONCILE_MS, () => {
      this.reconcile()
        .catch((thrown: unknown) => this.#options.onFailure(toSkeinError(thrown)))
        .finally(() => {
          if (!this.#closed) this.#reconcileLater();
        });
    });
  }

  async #resume(executionId: string): Promise<void> {
    const loaded = await this.#options.reader.load(executionId);
    const isMine = this.#active.has(executionId) || this.#starting.has(executionId);
    if (loaded?.record.status !== 'RUNNING' || this.#closed || isMine) return;
    this.#activate(readNotation(loaded.record), loaded).resume(loaded);
  }

  #activate(
    notation: Notation,
    loaded: { readonly record: ExecutionRecord; readonly state: string; readonly sequence: number },
  ): ActiveExecution {
    const { writer, clock, newSeed, tasks, onFailure } = this.#options;
    const { id } = loaded.record;
    const onDone = (error: SkeinError | undefined): void => {
      if (this.#active.get(id) === execution) this.#active.delete(id);
      if (error) onFailure(error);
    };
    const invoke: TaskInvoker['invoke'] = (record, command) => tasks.invoke(record, command);
    const execution = new ActiveExecution({ writer, clock, epoch: this.#epoch, newSeed, invoke, onDone }, notation, loaded);
    this.#active.set(id, execution);
    return execution;
  }
}
