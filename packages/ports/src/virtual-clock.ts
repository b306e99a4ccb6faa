import { strict as assert } from 'node:assert';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from './clock.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * Time that passes only when everybody waits for it: a day of waiting takes no longer than what happens in it. For code that waits by
 * this clock alone. Timers of the same moment run in the order in which they were set, so that a run can be repeated exactly.
 */
export class VirtualClock implements Clock {
  readonly #startMs: number;
  #elapsedMs = 0;
  #timers: Timer[] = [];
  #order = 0;
  #underWay = 0;
  #sleepers: (() => void)[] = [];

  /** `startMs`: milliseconds since the epoch. */
  constructor(startMs = 0) {
    this.#startMs = startMs;
  }

  nowMs(): number {
    return this.#startMs + Math.floor(this.#elapsedMs);
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#elapsedMs + Math.max(0, delayMs), order: this.#order, callback };
    this.#order += 1;
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Waits, in this clock's time. */
  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.after(delayMs, resolve));
  }

  /** Time stands still while real work, such as storing something, is under way. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    this.#underWay += 1;
    try {
      return await work;
    } finally {
      this.#underWay -= 1;
      this.#wakeAll();
    }
  }

  /** Lets time pass until the work is done; several may run at once. Rejects when it waits for something that will never come. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    let isDone = false;
    const result = work().finally(() => {
      isDone = true;
      this.#wakeAll();
    });
    result.catch(() => undefined);
    for (;;) {
      // One turn of the event loop runs every promise that can go on.
      await setImmediate();
      if (isDone) return await result;
      if (this.#underWay > 0) await new Promise<void>((resolve) => void this.#sleepers.push(resolve));
      else assert.ok(this.#step(), 'the work waits for something other than this clock');
    }
  }

  #wakeAll(): void {
    for (const wake of this.#sleepers.splice(0)) wake();
  }

  /** Jumps to the next timer; false when there is none. */
  #step(): boolean {
    const next = this.#timers.reduce<Timer | undefined>(
      (first, timer) => (first === undefined || isBefore(timer, first) ? timer : first),
      undefined,
    );
    if (next === undefined) return false;
    this.#timers = this.#timers.filter((timer) => timer !== next);
    this.#elapsedMs = next.atMs;
    next.callback();
    return true;
  }
}

function isBefore(left: Timer, right: Timer): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}
