import type { Clock } from '@skein/ports';

/** A clock that moves only when told to. */
export class ManualClock implements Clock {
  #nowMs = 1_800_000_000_000;

  advance(durationMs: number): void {
    this.#nowMs += durationMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  /** Nothing that this package does on this clock waits. */
  after(): () => void {
    return () => {};
  }
}
