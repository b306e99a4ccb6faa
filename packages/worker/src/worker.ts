import { INIT_FREE_MS, SkeinError, functionArn } from '@skein/contracts';
import type { FunctionCall, FunctionCallAnswer, Invocation, Outcome, Revision } from '@skein/contracts';
import type { Clock, InvokeOptions, Invoker, RevisionHost } from '@skein/ports';
import type { Interpreter, PooledSandbox, Sandbox, SandboxAnswer, SandboxPool } from '@skein/sandbox';
import type { CodeFolders } from './code-folders.ts';
import { errorDocument } from './error-documents.ts';
import { outcomeOf } from './outcome.ts';
import type { RunPlace } from './outcome.ts';
import { initDocument } from './revision-runs.ts';
import type { RevisionRun } from './revision-runs.ts';

const MS_PER_SECOND = 1000;

/** An interpreter for a runtime name, and what there is to say about the choice. */
export interface InterpreterChoice {
  readonly interpreter: Interpreter;
  readonly notices: readonly string[];
}

export interface WorkerOptions {
  readonly pool: SandboxPool<Sandbox>;
  readonly code: Pick<CodeFolders, 'ensure' | 'remove'>;
  readonly clock: Clock;
  /** Throws `unsupported_runtime` or `runtime_not_installed`. */
  readonly chooseInterpreter: (runtime: string) => InterpreterChoice;
  /** Runs a function that a running one calls. Never rejects. */
  readonly callFunction: (caller: Invocation, call: FunctionCall) => Promise<FunctionCallAnswer>;
}

/** Owns the sandboxes of this machine and runs invocations in them. */
export class Worker implements Invoker, RevisionHost {
  readonly #options: WorkerOptions;
  readonly #runs = new Map<string, RevisionRun>();
  readonly #making = new Map<string, Promise<RevisionRun>>();
  #closed = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  async prepare(revision: Revision): Promise<void> {
    const { interpreter } = await this.#prepareRun(revision);
    void this.#options.pool.prewarm(interpreter);
  }

  retire(revisionId: string): void {
    this.#runs.delete(revisionId);
    this.#options.pool.retire(revisionId);
  }

  /** Removes the unpacked code of packages that are gone. Rejects when the folder cannot be written. */
  async removeCode(digests: readonly string[]): Promise<void> {
    for (const digest of digests) await this.#options.code.remove(digest);
  }

  /** Code and limits of a revision that has been made ready; for drivers that need them when a sandbox starts. */
  codeOf(revisionId: string): RevisionRun['code'] | undefined {
    return this.#runs.get(revisionId)?.code;
  }

  /** How many sandboxes there are, and the memory configured for them. */
  get sandboxCounts(): SandboxPool<Sandbox>['counts'] {
    return this.#options.pool.counts;
  }

  /** Destroys every sandbox. What still runs in one is rejected with `shutting_down`: its end is not the function's fault. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#options.pool.close();
  }

  async invoke(invocation: Invocation, { response }: InvokeOptions): Promise<Outcome> {
    const { revision } = invocation.target;
    try {
      const run = this.#runs.get(revision.id) ?? (await this.#prepareRun(revision));
      const warm = this.#options.pool.takeIdle(revision.id);
      if (warm !== undefined) return await this.#runWarm(invocation, warm, run, response);
      return await this.#runCold(invocation, run, response);
    } catch (error) {
      throw this.#closed ? new SkeinError('shutting_down', {}, { cause: error }) : error;
    }
  }

  #runWarm(
    invocation: Invocation,
    pooled: PooledSandbox<Sandbox>,
    run: RevisionRun,
    response: InvokeOptions['response'],
  ): Promise<Outcome> {
    const { sandbox } = pooled;
    const place = {
      sandboxId: sandbox.id,
      driver: sandbox.driverName,
      cold: undefined,
      prewarmed: false,
      initMs: undefined,
      notices: run.notices,
    };
    const timeoutMs = invocation.target.revision.settings.timeoutSeconds * MS_PER_SECOND;
    return this.#call(invocation, pooled, place, timeoutMs, response);
  }

  async #runCold(invocation: Invocation, run: RevisionRun, response: InvokeOptions['response']): Promise<Outcome> {
    const { revision } = invocation.target;
    const { memoryMb, timeoutSeconds } = revision.settings;
    const { pooled, cold } = await this.#options.pool.take({ revisionId: revision.id, memoryMb, interpreter: run.interpreter });
    if (cold === undefined) return await this.#runWarm(invocation, pooled, run, response);
    const timeoutMs = timeoutSeconds * MS_PER_SECOND;
    const loaded = await this.#initialise(invocation, pooled, run, INIT_FREE_MS + timeoutMs);
    const place = {
      sandboxId: pooled.sandbox.id,
      driver: pooled.sandbox.driverName,
      cold: cold.reason,
      prewarmed: cold.prewarmed,
      initMs: loaded.durationMs,
      notices: run.notices,
    };
    if (loaded.kind === 'unread' && cold.prewarmed) return await this.#runInAnother(invocation, pooled, response);
    // Loading is free up to a limit; what it took beyond that counts against the function's own timeout.
    const overdueMs = Math.max(0, loaded.durationMs - INIT_FREE_MS);
    if (loaded.kind === 'initialised') return await this.#call(invocation, pooled, place, timeoutMs - overdueMs, response);
    // Every millisecond is counted once: as loading, or against the timeout.
    const initMs = loaded.durationMs - overdueMs;
    return this.#finish(invocation, pooled, { ...loaded, durationMs: overdueMs }, { ...place, initMs }, response);
  }

  async #initialise(invocation: Invocation, pooled: PooledSandbox<Sandbox>, run: RevisionRun, timeoutMs: number): Promise<SandboxAnswer> {
    try {
      return await pooled.sandbox.initialise(run.code, initDocument(invocation.target, this.#options.clock.nowMs()), timeoutMs);
    } catch (error) {
      void pooled.sandbox.destroy();
      this.#options.pool.release(pooled);
      throw error;
    }
  }

  async #call(
    invocation: Invocation,
    pooled: PooledSandbox<Sandbox>,
    place: RunPlace,
    timeoutMs: number,
    response: InvokeOptions['response'],
  ): Promise<Outcome> {
    const answer = await pooled.sandbox.invoke({
      requestId: invocation.id,
      deadlineMs: Math.round(this.#options.clock.nowMs() + timeoutMs),
      extras: extrasOf(invocation),
      event: invocation.body,
      timeoutMs,
      answerCall: (call) => this.#options.callFunction(invocation, call),
    });
    if (answer.kind === 'unread' && place.cold === undefined) return await this.#runInAnother(invocation, pooled, response);
    return this.#finish(invocation, pooled, answer, place, response);
  }

  /**
   * The sandbox, which had been waiting, died before anybody could know it: nothing has run, and the caller need not hear of it. One that
   * dies as soon as it is started is told of, or its call would never end.
   */
  async #runInAnother(invocation: Invocation, pooled: PooledSandbox<Sandbox>, response: InvokeOptions['response']): Promise<Outcome> {
    this.#options.pool.release(pooled);
    return await this.invoke(invocation, { response });
  }

  #finish(
    invocation: Invocation,
    pooled: PooledSandbox<Sandbox>,
    answer: SandboxAnswer,
    place: RunPlace,
    response: InvokeOptions['response'],
  ): Outcome {
    const keeps = answer.kind === 'result' || answer.kind === 'error' || answer.kind === 'invalid_event';
    if (!keeps) void pooled.sandbox.destroy();
    this.#options.pool.release(pooled);
    if (this.#closed && answer.kind === 'exit') throw new SkeinError('shutting_down');
    const answered = keeps || answer.kind === 'init_failed';
    response.write(answered ? answer.payload : errorDocument(answer, invocation.id, invocation.target.revision.settings.timeoutSeconds));
    return outcomeOf(invocation, answer, place);
  }

  #prepareRun(revision: Revision): Promise<RevisionRun> {
    const making = this.#making.get(revision.id) ?? this.#makeRun(revision).finally(() => this.#making.delete(revision.id));
    this.#making.set(revision.id, making);
    return making;
  }

  async #makeRun({ id, settings, package: { digest } }: Revision): Promise<RevisionRun> {
    const { interpreter, notices } = this.#options.chooseInterpreter(settings.runtime);
    const codeDir = await this.#options.code.ensure(digest);
    const run = { interpreter, notices, code: { codeDir, memoryMb: settings.memoryMb, ephemeralStorageMb: settings.ephemeralStorageMb } };
    this.#runs.set(id, run);
    return run;
  }
}

/** What travels beside the event; nothing for most calls. The client context is JSON text and is carried as it is. */
function extrasOf({ clientContext, traceId, qualifier, target }: Invocation): string | undefined {
  if (clientContext === undefined && traceId === undefined && qualifier === undefined) return undefined;
  const extras: Record<string, unknown> = {};
  if (traceId !== undefined) extras['traceId'] = traceId;
  if (qualifier !== undefined) extras['invokedFunctionArn'] = functionArn(target.revision, target.revision.functionName, qualifier);
  const text = JSON.stringify(extras);
  if (clientContext === undefined) return text;
  return `{"clientContext":${clientContext}${text === '{}' ? '' : ','}${text.slice(1)}`;
}
