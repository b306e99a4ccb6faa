import type { Clock } from './clock.ts';

const NONE = Infinity;

/**
 * The time by which the running call of a sandbox has to end. To set and clear a timer for every call would cost more than most calls' other
 * bookkeeping, so one timer stays set: when it fires, it is for the call that runs then, which is late or has some time left.
 */
export class CallDeadline {
  readonly #clock: Clock;
  readonly #onLate: () => void;
  /** On the clock that never goes back, in ms. */
  #dueMs = NONE;
  #firesMs = NONE;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, onLate: () => void) {
    this.#clock = clock;
    this.#onLate = onLate;
  }

  /** A call begins, and has so long. */
  begin(nowMs: number, timeoutMs: number): void {
    this.#dueMs = nowMs + timeoutMs;
    if (this.#dueMs < this.#firesMs) this.#setTimer(timeoutMs);
  }

  /** The call is over. */
  end(): void {
    this.#dueMs = NONE;
  }

  /** No call will come. */
  close(): void {
    this.#cancelTimer?.();
    this.#dueMs = this.#firesMs = NONE;
  }

  #setTimer(delayMs: number): void {
    this.#cancelTimer?.();
    this.#firesMs = this.#clock.monotonicMs() + delayMs;
    this.#cancelTimer = this.#clock.after(delayMs, () => this.#fire());
  }

  #fire(): void {
    this.#firesMs = NONE;
    if (this.#dueMs === NONE) return;
    const leftMs = this.#dueMs - this.#clock.monotonicMs();
    if (leftMs > 0) this.#setTimer(leftMs);
    else this.#onLate();
  }
}
