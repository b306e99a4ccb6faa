import type { Clock } from '../clock.ts';

interface HeldTimer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Time that only moves when a test moves it. */
export class HeldClock implements Clock {
  #nowMs: number;
  #timers: readonly HeldTimer[] = [];
  /** Every delay that was asked for, in order, in ms. */
  readonly delaysMs: number[] = [];

  constructor(startMs = 1_800_000_000_000) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.delaysMs.push(delayMs);
    this.#timers = [...this.#timers, timer];
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on, and calls back whose time has come by then. */
  advance(byMs: number): void {
    this.#nowMs += byMs;
    const due = this.#timers.filter(({ atMs }) => atMs <= this.#nowMs);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { callback } of due) callback();
  }
}
