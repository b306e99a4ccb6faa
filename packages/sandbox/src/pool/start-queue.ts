import { SkeinError } from '@skein/contracts';
import type { Clock } from '../clock.ts';

/** Someone whose turn it is to start a sandbox; `end` lets the next one begin. */
interface Turn {
  readonly end: () => void;
}

interface Waiting<T> {
  readonly owner: string;
  readonly rank: () => number;
  readonly sinceMs: number;
  readonly resolve: (admission: Turn | { readonly offered: T }) => void;
  readonly reject: (error: SkeinError) => void;
}

export interface StartQueueOptions {
  /** Starts that may be under way at once. */
  readonly atOnce: number;
  readonly clock: Clock;
}

/** A start that takes longer than this is waiting, not working, and lets the next one begin. In ms. */
const TURN_MAX_MS = 1_000;
/** After this time a call would rather have a sandbox that was used before than one of its own, in ms. */
const PATIENCE_MS = 2_000;

/**
 * Lets only so many sandboxes start at once: starting one is all work, and more at once only make each of them slower. Whoever has
 * fewer sandboxes goes first, so that the first call of a function does not wait behind the many of another.
 */
export class StartQueue<T> {
  readonly #options: StartQueueOptions;
  readonly #waiting = new Set<Waiting<T>>();
  #underWay = 0;

  constructor(options: StartQueueOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the owner may start a sandbox, or with one it was offered instead. `rank` is asked when a turn is given away: the
   * lowest goes first, and of equal ones who came first. Rejects with `shutting_down`.
   */
  async wait(owner: string, rank: () => number): Promise<Turn | { readonly offered: T }> {
    if (this.#underWay < this.#options.atOnce) return this.#begin();
    const sinceMs = this.#options.clock.monotonicMs();
    return await new Promise((resolve, reject) => void this.#waiting.add({ owner, rank, sinceMs, resolve, reject }));
  }

  /** Gives what has become free to the owner's call that has waited longest, if that has waited long. False when there is none. */
  offer(owner: string, free: T): boolean {
    const before = this.#options.clock.monotonicMs() - PATIENCE_MS;
    for (const waiting of this.#waiting) {
      if (waiting.sinceMs > before) return false;
      if (waiting.owner !== owner) continue;
      this.#waiting.delete(waiting);
      waiting.resolve({ offered: free });
      return true;
    }
    return false;
  }

  /** Refuses everybody who waits with `shutting_down`. */
  close(): void {
    for (const { reject } of this.#waiting) reject(new SkeinError('shutting_down'));
    this.#waiting.clear();
  }

  #begin(): Turn {
    this.#underWay += 1;
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      cancel();
      this.#underWay -= 1;
      this.#admitNext();
    };
    const cancel = this.#options.clock.after(TURN_MAX_MS, end);
    return { end };
  }

  #admitNext(): void {
    let [next] = this.#waiting;
    for (const waiting of this.#waiting) {
      if (next === undefined || waiting.rank() < next.rank()) next = waiting;
    }
    if (next === undefined) return;
    this.#waiting.delete(next);
    next.resolve(this.#begin());
  }
}
