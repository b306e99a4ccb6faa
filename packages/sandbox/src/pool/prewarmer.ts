import type { Clock } from '../clock.ts';

export interface PrewarmOptions<T> {
  /** How many to keep ready of each kind. */
  readonly count: number;
  /** Pause before a replacement is started, in ms, so that starting one does not slow the call that took its predecessor. */
  readonly refillDelayMs: number;
  readonly clock: Clock;
  /** Starts one; undefined when there is no room for it. */
  readonly start: () => Promise<T | undefined>;
  readonly destroy: (sandbox: T) => void;
  readonly isAlive: (sandbox: T) => boolean;
  readonly onFailure: (error: unknown) => void;
}

/** Keeps some code-less sandboxes of one kind ready. They are started one at a time. */
export class Prewarmer<T> {
  readonly #options: PrewarmOptions<T>;
  readonly #ready: T[] = [];
  #starting: Promise<void> | undefined;
  #cancelRefill: (() => void) | undefined;
  #closed = false;

  constructor(options: PrewarmOptions<T>) {
    this.#options = options;
  }

  get readyCount(): number {
    return this.#ready.length;
  }

  /** Resolves when the one that is being started is ready or has failed; undefined when none is. */
  get starting(): Promise<void> | undefined {
    return this.#starting;
  }

  /**
   * One that is ready, or undefined. A replacement is started later. Where several are kept, a function with so many sandboxes must leave
   * as many to others: its many calls shall not take what the first calls of others need.
   */
  take(sandboxes: number): T | undefined {
    this.#refillLater();
    if (this.#options.count > 1 && this.#ready.length <= sandboxes) return undefined;
    for (let sandbox = this.#ready.shift(); sandbox !== undefined; sandbox = this.#ready.shift()) {
      if (this.#options.isAlive(sandbox)) return sandbox;
    }
    return undefined;
  }

  /** Takes one back that was not used after all. */
  putBack(sandbox: T): void {
    this.#ready.unshift(sandbox);
  }

  /** Gives one up to make room; the one dropped, or undefined. */
  drop(): T | undefined {
    return this.#ready.pop();
  }

  /** Forgets one that has died; a replacement is started later. */
  forget(sandbox: T): void {
    const index = this.#ready.indexOf(sandbox);
    if (index < 0) return;
    this.#ready.splice(index, 1);
    this.#refillLater();
  }

  /** Resolves when as many are ready as there should be, or as many as there was room for. */
  async fill(): Promise<void> {
    while (!this.#closed && this.#ready.length < this.#options.count) {
      this.#starting ??= this.#startOne().finally(() => (this.#starting = undefined));
      const before = this.#ready.length;
      await this.#starting;
      if (this.#ready.length <= before) return;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRefill?.();
    await this.#starting;
    for (let sandbox = this.drop(); sandbox !== undefined; sandbox = this.drop()) this.#options.destroy(sandbox);
  }

  #refillLater(): void {
    if (this.#closed || this.#cancelRefill !== undefined) return;
    this.#cancelRefill = this.#options.clock.after(this.#options.refillDelayMs, () => {
      this.#cancelRefill = undefined;
      void this.fill();
    });
  }

  async #startOne(): Promise<void> {
    try {
      const sandbox = await this.#options.start();
      if (sandbox !== undefined && this.#options.isAlive(sandbox)) this.#ready.push(sandbox);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }
}
