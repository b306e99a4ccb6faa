import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@skein/ports';

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Time that passes only when somebody runs it. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #timers: Timer[] = [];

  nowMs(): number {
    return 1_800_000_000_000 + Math.floor(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** Waits, in virtual time. */
  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.after(delayMs, resolve));
  }

  /** Goes from timer to timer until the work has ended. */
  async run<Result>(work: Promise<Result>): Promise<Result> {
    let ended = false;
    const note = (): void => {
      ended = true;
    };
    work.then(note, note);
    for (;;) {
      for (let turn = 0; turn < 5 && !ended; turn += 1) await setImmediate();
      if (ended) return await work;
      this.#fireNext();
    }
  }

  #fireNext(): void {
    const next = this.#timers.reduce<Timer | undefined>(
      (least, each) => (least === undefined || each.atMs < least.atMs ? each : least),
      undefined,
    );
    if (next === undefined) return;
    this.#timers = this.#timers.filter((each) => each !== next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.callback();
  }
}
