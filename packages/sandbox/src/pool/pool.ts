import { PREWARMED_SANDBOX_MB, SANDBOX_IDLE_MS, SkeinError } from '@skein/contracts';
import type { ColdReason } from '@skein/contracts';
import type { Interpreter } from '../interpreters/interpreter.ts';
import { MemoryBudget } from './budget.ts';
import { IdleSandboxes } from './idle-sandboxes.ts';
import type { Clock } from './pool-clock.ts';
import { Prewarmer } from './prewarmer.ts';

const REFILL_DELAY_MS = 50;
const SWEEP_INTERVAL_MS = 10_000;

/** What the pool needs of a sandbox. */
export interface Poolable {
  readonly alive: boolean;
  readonly exited: Promise<unknown>;
  destroy(): Promise<void>;
}

export interface PoolOptions<T extends Poolable> {
  readonly budgetMb: number;
  /** Code-less sandboxes kept ready for each interpreter in use; 0 where the driver cannot give code later. */
  readonly prewarmCount: number;
  readonly idleMs?: number;
  readonly clock: Clock;
  readonly start: (interpreter: Interpreter, request: PoolRequest | undefined) => Promise<T>;
  readonly onFailure: (error: unknown) => void;
}

/** Whose sandbox is asked for. */
export interface PoolRequest {
  readonly revisionId: string;
  readonly memoryMb: number;
  readonly interpreter: Interpreter;
}

/** A sandbox that belongs to a revision, from now until its death. */
export interface PooledSandbox<T> {
  readonly revisionId: string;
  readonly memoryMb: number;
  readonly sandbox: T;
}

export interface FreshSandbox<T> extends PooledSandbox<T> {
  readonly reason: ColdReason;
  readonly prewarmed: boolean;
}

/**
 * Owns the sandboxes of a worker. A sandbox serves one revision and one call at a time; memory promised to sandboxes never
 * exceeds the budget; what is idle makes way for what is needed, least recently used first.
 */
export class SandboxPool<T extends Poolable> {
  readonly #options: PoolOptions<T>;
  readonly #budget: MemoryBudget;
  readonly #idle = new IdleSandboxes<PooledSandbox<T>>();
  readonly #busy = new Set<PooledSandbox<T>>();
  readonly #liveByRevision = new Map<string, number>();
  readonly #retired = new Set<string>();
  readonly #prewarmers = new Map<string, Prewarmer<T>>();
  readonly #endings = new Set<Promise<unknown>>();
  #cancelSweep: () => void;
  #closed = false;

  constructor(options: PoolOptions<T>) {
    this.#options = options;
    this.#budget = new MemoryBudget(options.budgetMb);
    this.#cancelSweep = this.#sweepLater();
  }

  get counts(): { readonly idle: number; readonly busy: number; readonly prewarmed: number; readonly usedMb: number } {
    let prewarmed = 0;
    for (const prewarmer of this.#prewarmers.values()) prewarmed += prewarmer.readyCount;
    return { idle: this.#idle.size, busy: this.#busy.size, prewarmed, usedMb: this.#budget.usedMb };
  }

  /** An idle sandbox of the revision, or undefined: the warm path, without waiting. */
  takeIdle(revisionId: string): PooledSandbox<T> | undefined {
    for (let pooled = this.#idle.take(revisionId); pooled !== undefined; pooled = this.#idle.take(revisionId)) {
      if (pooled.sandbox.alive) {
        this.#busy.add(pooled);
        return pooled;
      }
    }
    return undefined;
  }

  /** A new sandbox for the revision. Rejects with `no_capacity`, `sandbox_failed`, `shutting_down`. */
  async takeFresh(request: PoolRequest): Promise<FreshSandbox<T>> {
    if (this.#closed) throw new SkeinError('shutting_down');
    const reason: ColdReason = (this.#liveByRevision.get(request.revisionId) ?? 0) === 0 ? 'first' : 'scale-out';
    const prewarmed = this.#prewarmer(request.interpreter).take();
    await this.#makeRoom(request.memoryMb, prewarmed);
    this.#count(request.revisionId, 1);
    try {
      const sandbox = prewarmed ?? (await this.#options.start(request.interpreter, request));
      return this.#adopt({ ...request, sandbox, reason, prewarmed: prewarmed !== undefined });
    } catch (error) {
      this.#count(request.revisionId, -1);
      this.#budget.giveBack(request.memoryMb);
      throw error;
    }
  }

  /** Gives a sandbox back after a call. A dead one, or one whose revision has been retired, is not kept. */
  release(pooled: PooledSandbox<T>): void {
    if (!this.#busy.delete(pooled)) return;
    if (!pooled.sandbox.alive || this.#closed || this.#retired.has(pooled.revisionId)) {
      this.#end(pooled.sandbox);
      return;
    }
    this.#idle.put(pooled, this.#options.clock.monotonicMs());
  }

  /** No call will come for this revision any longer. */
  retire(revisionId: string): void {
    for (const pooled of this.#idle.takeAll(revisionId)) this.#end(pooled.sandbox);
    if ((this.#liveByRevision.get(revisionId) ?? 0) > 0) this.#retired.add(revisionId);
  }

  /** Starts code-less sandboxes for an interpreter; resolves when they are ready. */
  async prewarm(interpreter: Interpreter): Promise<void> {
    await this.#prewarmer(interpreter).fill();
  }

  /** Destroys every sandbox; resolves when nothing of them is left. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelSweep();
    for (let pooled = this.#idle.takeLeastRecentlyUsed(); pooled !== undefined; pooled = this.#idle.takeLeastRecentlyUsed()) {
      this.#end(pooled.sandbox);
    }
    for (const pooled of this.#busy) this.#end(pooled.sandbox);
    await Promise.all([...this.#prewarmers.values()].map((prewarmer) => prewarmer.close()));
    await Promise.all(this.#endings);
  }

  #adopt(fresh: FreshSandbox<T>): FreshSandbox<T> {
    this.#busy.add(fresh);
    void fresh.sandbox.exited.then(() => {
      this.#idle.remove(fresh);
      this.#busy.delete(fresh);
      this.#count(fresh.revisionId, -1);
      this.#budget.giveBack(fresh.memoryMb);
    });
    return fresh;
  }

  /** Takes the memory now, so that nobody else can; resolves when what had to go is gone. Throws `no_capacity`. */
  async #makeRoom(memoryMb: number, prewarmed: T | undefined): Promise<void> {
    const evicted: Promise<unknown>[] = [];
    while (!this.#budget.fits(memoryMb)) {
      const victim = this.#dropPrewarmed() ?? this.#idle.takeLeastRecentlyUsed()?.sandbox;
      if (victim === undefined) {
        if (prewarmed !== undefined) this.#end(prewarmed);
        throw new SkeinError('no_capacity', { neededMb: memoryMb, budgetMb: this.#budget.limitMb });
      }
      this.#end(victim);
      evicted.push(victim.exited);
      await Promise.all(evicted);
    }
    this.#budget.take(memoryMb);
  }

  #dropPrewarmed(): T | undefined {
    for (const prewarmer of this.#prewarmers.values()) {
      const dropped = prewarmer.drop();
      if (dropped !== undefined) return dropped;
    }
    return undefined;
  }

  #prewarmer(interpreter: Interpreter): Prewarmer<T> {
    const known = this.#prewarmers.get(interpreter.executablePath);
    if (known !== undefined) return known;
    const prewarmer = new Prewarmer<T>({
      count: this.#options.prewarmCount,
      refillDelayMs: REFILL_DELAY_MS,
      clock: this.#options.clock,
      start: () => this.#options.start(interpreter, undefined),
      destroy: (sandbox) => this.#end(sandbox),
      isAlive: (sandbox) => sandbox.alive,
      reserve: () => this.#reservePrewarmed(),
      giveBack: () => this.#budget.giveBack(PREWARMED_SANDBOX_MB),
      onFailure: this.#options.onFailure,
    });
    this.#prewarmers.set(interpreter.executablePath, prewarmer);
    return prewarmer;
  }

  #reservePrewarmed(): boolean {
    if (this.#closed || !this.#budget.fits(PREWARMED_SANDBOX_MB)) return false;
    this.#budget.take(PREWARMED_SANDBOX_MB);
    return true;
  }

  #end(sandbox: T): void {
    const ending = sandbox.destroy().catch((error: unknown) => this.#options.onFailure(error));
    this.#endings.add(ending);
    void ending.finally(() => this.#endings.delete(ending));
  }

  #count(revisionId: string, change: 1 | -1): void {
    const live = (this.#liveByRevision.get(revisionId) ?? 0) + change;
    if (live > 0) {
      this.#liveByRevision.set(revisionId, live);
      return;
    }
    this.#liveByRevision.delete(revisionId);
    this.#retired.delete(revisionId);
  }

  #sweepLater(): () => void {
    return this.#options.clock.after(SWEEP_INTERVAL_MS, () => {
      const idleMs = this.#options.idleMs ?? SANDBOX_IDLE_MS;
      const before = this.#options.clock.monotonicMs() - idleMs;
      for (const pooled of this.#idle.takeIdleSince(before)) this.#end(pooled.sandbox);
      this.#cancelSweep = this.#sweepLater();
    });
  }
}
