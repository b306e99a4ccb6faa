import type { Clock } from './pool-clock.ts';

export interface PrewarmOptions<T> {
  /** How many to keep ready of each kind. */
  readonly count: number;
  /** Pause before a replacement is started, in ms, so that starting one does not slow the call that took its predecessor. */
  readonly refillDelayMs: number;
  readonly clock: Clock;
  readonly start: () => Promise<T>;
  readonly destroy: (sandbox: T) => void;
  readonly isAlive: (sandbox: T) => boolean;
  /** Asks for room for one more; false when there is none. */
  readonly reserve: () => boolean;
  readonly giveBack: () => void;
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

  /** One that is ready, or undefined. The room reserved for it is given back; a replacement is started later. */
  take(): T | undefined {
    for (let sandbox = this.#ready.shift(); sandbox !== undefined; sandbox = this.#ready.shift()) {
      this.#options.giveBack();
      this.#refillLater();
      if (this.#options.isAlive(sandbox)) return sandbox;
    }
    this.#refillLater();
    return undefined;
  }

  /** Gives one up to make room; the one dropped, or undefined. */
  drop(): T | undefined {
    const sandbox = this.#ready.pop();
    if (sandbox !== undefined) this.#options.giveBack();
    return sandbox;
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
    if (!this.#options.reserve()) return;
    try {
      this.#ready.push(await this.#options.start());
    } catch (error) {
      this.#options.giveBack();
      this.#options.onFailure(error);
    }
  }
}
