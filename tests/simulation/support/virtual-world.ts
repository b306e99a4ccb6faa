/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }
}

/** When simulated time begins, in ms since the epoch. */
const BEGINNING_MS = 1_700_000_000_000;
/** Turns of the event loop in which everything that can go on has gone on; what is simulated takes at most so many for one step. */
const SETTLE_TURNS = 3;

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Time that jumps from one thing that is due to the next. What is due at the same time happens in the order of asking. */
export class VirtualClock {
  #nowMs = 0;
  readonly #timers = new Set<Timer>();

  monotonicMs(): number {
    return this.#nowMs;
  }

  nowMs(): number {
    return BEGINNING_MS + this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  async sleep(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => void this.after(delayMs, resolve));
  }

  /** Lets time pass until then, and everything that follows from what becomes due. */
  async runUntil(endMs: number): Promise<void> {
    await settle();
    for (let timer = this.#earliest(endMs); timer !== undefined; timer = this.#earliest(endMs)) {
      this.#timers.delete(timer);
      this.#nowMs = timer.atMs;
      timer.callback();
      await settle();
    }
    this.#nowMs = endMs;
  }

  #earliest(endMs: number): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.atMs <= endMs && (earliest === undefined || timer.atMs < earliest.atMs)) earliest = timer;
    }
    return earliest;
  }
}

/** Every promise that can go on has gone on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLE_TURNS; turn += 1) await new Promise<void>((resolve) => void setImmediate(resolve));
}
