import type { Clock } from '@skein/ports';

/** Turns of the event loop without work after which nothing can come any more but the next timer. */
const IDLE_TURNS = 3;

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock that stands still while there is work, and then leaps to the next timer. */
export class LeapingClock implements Clock {
  #nowMs: number;
  #working = 0;
  #idleTurns = 0;
  #stopped = false;
  readonly #timers = new Set<Timer>();

  constructor(startMs: number) {
    this.#nowMs = startMs;
    this.#turn();
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + Math.max(delayMs, 0), callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Time stands still until the work is done. */
  async hold<T>(work: Promise<T>): Promise<T> {
    this.#working += 1;
    try {
      return await work;
    } finally {
      this.#working -= 1;
    }
  }

  /** No timer goes off any more. */
  stop(): void {
    this.#stopped = true;
  }

  #turn(): void {
    if (this.#stopped) return;
    this.#idleTurns = this.#working === 0 ? this.#idleTurns + 1 : 0;
    if (this.#idleTurns > IDLE_TURNS) this.#leap();
    setImmediate(() => this.#turn());
  }

  #leap(): void {
    this.#idleTurns = 0;
    const [next] = [...this.#timers].toSorted((left, right) => left.dueMs - right.dueMs);
    if (next === undefined) return;
    this.#timers.delete(next);
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    next.callback();
  }
}
