import { strict as assert } from 'node:assert';
import { PREWARMED_SANDBOX_MB, SANDBOX_IDLE_MS, SkeinError } from '@skein/contracts';
import type { ColdReason } from '@skein/contracts';
import type { Interpreter } from '../interpreters/interpreter.ts';
import { MemoryBudget } from './budget.ts';
import { IdleSandboxes } from './idle-sandboxes.ts';
import type { Clock } from '../clock.ts';
import { Prewarmer } from './prewarmer.ts';
import { StartQueue } from './start-queue.ts';

const REFILL_DELAY_MS = 25;
const SWEEP_INTERVAL_MS = 10_000;
/** Code-less sandboxes start as if a function that has none asked for them: its first call may come next. */
const PREWARM_RANK = 1;

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
  /** Sandboxes that may be starting at once: as many as there are processors; one fewer if no first call waits for any of them. */
  readonly startsAtOnce: number;
  readonly clock: Clock;
  /** Starts a sandbox, for a request or without code. In the background unless the first call of a function waits for it. */
  readonly start: (interpreter: Interpreter, request: PoolRequest | undefined, inBackground: boolean) => Promise<T>;
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

/** What a call gets that found no idle sandbox. */
export interface TakenSandbox<T> {
  readonly pooled: PooledSandbox<T>;
  /** Why it is a new one, which has to be given its code; undefined for one that has been used before. */
  readonly cold: { readonly reason: ColdReason; readonly prewarmed: boolean } | undefined;
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
  readonly #starts: StartQueue<PooledSandbox<T>>;
  readonly #prewarmers = new Map<string, Prewarmer<T>>();
  readonly #endings = new Set<Promise<unknown>>();
  /** Memory counted for every sandbox that is not gone yet, in MB. */
  readonly #heldMb = new Map<T, number>();
  readonly #dying = new Set<T>();
  #cancelSweep: () => void;
  #closed = false;

  constructor(options: PoolOptions<T>) {
    this.#options = options;
    this.#budget = new MemoryBudget(options.budgetMb);
    this.#starts = new StartQueue({ atOnce: options.startsAtOnce, clock: options.clock });
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

  /**
   * A new sandbox for the revision; or one that has come free after the call had waited long for its turn to start a new one.
   * Rejects with `no_capacity`, `sandbox_failed`, `shutting_down`.
   */
  async take(request: PoolRequest): Promise<TakenSandbox<T>> {
    if (this.#closed) throw new SkeinError('shutting_down');
    const reason: ColdReason = this.#liveOf(request.revisionId) === 0 ? 'first' : 'scale-out';
    this.#count(request.revisionId, 1);
    try {
      const taken = await this.#takeCounted(request, reason);
      if (taken.cold === undefined) this.#count(request.revisionId, -1);
      return taken;
    } catch (error) {
      this.#count(request.revisionId, -1);
      throw error;
    }
  }

  /** Gives a sandbox back after a call. A dead one, or one whose revision has been retired, is not kept. */
  release(pooled: PooledSandbox<T>): void {
    if (!this.#busy.has(pooled)) return;
    const usable = pooled.sandbox.alive && !this.#closed && !this.#retired.has(pooled.revisionId);
    if (usable && this.#starts.offer(pooled.revisionId, pooled)) return;
    this.#busy.delete(pooled);
    if (usable) this.#idle.put(pooled, this.#options.clock.monotonicMs());
    else this.#end(pooled.sandbox);
  }

  /** No call will come for this revision any longer. */
  retire(revisionId: string): void {
    for (const pooled of this.#idle.takeAll(revisionId)) this.#end(pooled.sandbox);
    if (this.#liveOf(revisionId) > 0) this.#retired.add(revisionId);
  }

  /** Starts code-less sandboxes for an interpreter; resolves when they are ready. */
  async prewarm(interpreter: Interpreter): Promise<void> {
    await this.#prewarmer(interpreter).fill();
  }

  /** Destroys every sandbox; resolves when nothing of them is left. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelSweep();
    this.#budget.close();
    this.#starts.close();
    for (let pooled = this.#idle.takeLeastRecentlyUsed(); pooled !== undefined; pooled = this.#idle.takeLeastRecentlyUsed()) {
      this.#end(pooled.sandbox);
    }
    for (const pooled of this.#busy) this.#end(pooled.sandbox);
    await Promise.all([...this.#prewarmers.values()].map((prewarmer) => prewarmer.close()));
    await Promise.all(this.#endings);
  }

  async #takeCounted(request: PoolRequest, reason: ColdReason): Promise<TakenSandbox<T>> {
    const prewarmer = this.#prewarmer(request.interpreter);
    const prewarmed = prewarmer.take(this.#liveOf(request.revisionId) - 1);
    const neededMb = request.memoryMb - (prewarmed === undefined ? 0 : PREWARMED_SANDBOX_MB);
    try {
      await this.#takeRoom(neededMb);
    } catch (error) {
      if (prewarmed !== undefined) this.#keepUnused(prewarmer, prewarmed);
      throw error;
    }
    if (prewarmed?.alive === false) {
      this.#budget.giveBack(neededMb);
      return await this.#takeCounted(request, reason);
    }
    const started = prewarmed ?? (await this.#startFor(request, reason));
    if ('offered' in started) return { pooled: started.offered, cold: undefined };
    this.#hold(started, neededMb);
    const { revisionId, memoryMb } = request;
    return { pooled: this.#adopt({ revisionId, memoryMb, sandbox: started }), cold: { reason, prewarmed: prewarmed !== undefined } };
  }

  /** A started sandbox, whose memory stays taken, or one that was offered instead. */
  async #startFor(request: PoolRequest, reason: ColdReason): Promise<T | { readonly offered: PooledSandbox<T> }> {
    try {
      const inBackground = reason !== 'first';
      const rank = (): number => this.#liveOf(request.revisionId);
      const admission = await this.#starts.wait({ owner: request.revisionId, rank, inBackground });
      if (!('offered' in admission)) {
        return await this.#startInTurn(admission, () => this.#options.start(request.interpreter, request, inBackground));
      }
      this.#budget.giveBack(request.memoryMb);
      return admission;
    } catch (error) {
      this.#budget.giveBack(request.memoryMb);
      throw error;
    }
  }

  async #startInTurn(turn: { readonly end: () => void }, start: () => Promise<T>): Promise<T> {
    try {
      return await start();
    } finally {
      turn.end();
    }
  }

  #adopt(pooled: PooledSandbox<T>): PooledSandbox<T> {
    if (this.#closed) {
      this.#end(pooled.sandbox);
      throw new SkeinError('shutting_down');
    }
    this.#busy.add(pooled);
    void pooled.sandbox.exited.then(() => {
      this.#idle.remove(pooled);
      this.#busy.delete(pooled);
      this.#count(pooled.revisionId, -1);
    });
    return pooled;
  }

  /** Counts taken memory for a sandbox, on top of what it holds already, until it is gone. */
  #hold(sandbox: T, memoryMb: number): void {
    const beforeMb = this.#heldMb.get(sandbox);
    // One that died while its call waited for room has given back what it held.
    this.#heldMb.set(sandbox, (beforeMb ?? 0) + memoryMb);
    if (beforeMb === undefined) void sandbox.exited.then(() => this.#letGo(sandbox));
  }

  #letGo(sandbox: T): void {
    const memoryMb = this.#heldMb.get(sandbox) ?? 0;
    this.#heldMb.delete(sandbox);
    this.#budget.giveBack(memoryMb, this.#dying.delete(sandbox));
  }

  #keepUnused(prewarmer: Prewarmer<T>, sandbox: T): void {
    if (this.#closed) this.#end(sandbox);
    else if (sandbox.alive) prewarmer.putBack(sandbox);
  }

  /**
   * Takes the memory; resolves when what has to go for it is gone. Throws `no_capacity` at once, and then nothing has gone for it.
   * A code-less sandbox that is just being started has to be awaited: only then can it make way.
   */
  async #takeRoom(memoryMb: number): Promise<void> {
    while (this.#budget.missingMb(memoryMb) > this.#evictableMb()) {
      const starting = this.#firstStarting();
      if (starting === undefined || memoryMb > this.#budget.limitMb) {
        throw new SkeinError('no_capacity', { neededMb: memoryMb, budgetMb: this.#budget.limitMb });
      }
      await starting;
      if (this.#closed) throw new SkeinError('shutting_down');
    }
    while (this.#budget.missingMb(memoryMb) > 0) {
      const victim = this.#dropPrewarmed() ?? this.#idle.takeLeastRecentlyUsed()?.sandbox;
      if (victim === undefined) break;
      this.#end(victim);
    }
    await this.#budget.take(memoryMb);
  }

  #evictableMb(): number {
    let sumMb = this.#idle.memoryMb();
    for (const prewarmer of this.#prewarmers.values()) sumMb += prewarmer.readyCount * PREWARMED_SANDBOX_MB;
    return sumMb;
  }

  #firstStarting(): Promise<void> | undefined {
    for (const { starting } of this.#prewarmers.values()) {
      if (starting !== undefined) return starting;
    }
    return undefined;
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
      start: () => this.#startPrewarmed(interpreter),
      destroy: (sandbox) => this.#end(sandbox),
      isAlive: (sandbox) => sandbox.alive,
      onFailure: this.#options.onFailure,
    });
    this.#prewarmers.set(interpreter.executablePath, prewarmer);
    return prewarmer;
  }

  async #startPrewarmed(interpreter: Interpreter): Promise<T | undefined> {
    if (this.#closed || !this.#budget.tryTake(PREWARMED_SANDBOX_MB)) return undefined;
    try {
      const admission = await this.#starts.wait({ owner: interpreter.executablePath, rank: () => PREWARM_RANK, inBackground: true });
      assert(!('offered' in admission), 'no call owns a code-less sandbox');
      const sandbox = await this.#startInTurn(admission, () => this.#options.start(interpreter, undefined, true));
      this.#hold(sandbox, PREWARMED_SANDBOX_MB);
      void sandbox.exited.then(() => this.#prewarmer(interpreter).forget(sandbox));
      return sandbox;
    } catch (error) {
      this.#budget.giveBack(PREWARMED_SANDBOX_MB);
      throw error;
    }
  }

  #end(sandbox: T): void {
    const heldMb = this.#heldMb.get(sandbox);
    if (heldMb !== undefined && !this.#dying.has(sandbox)) {
      this.#dying.add(sandbox);
      this.#budget.startEnding(heldMb);
    }
    const ending = sandbox.destroy().catch((error: unknown) => this.#options.onFailure(error));
    this.#endings.add(ending);
    void ending.finally(() => this.#endings.delete(ending));
  }

  /** Sandboxes of a revision, and calls that are about to get a new one. */
  #liveOf(revisionId: string): number {
    return this.#liveByRevision.get(revisionId) ?? 0;
  }

  #count(revisionId: string, change: 1 | -1): void {
    const live = this.#liveOf(revisionId) + change;
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
