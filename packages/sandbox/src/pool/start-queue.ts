import { SkeinError } from '@skein/contracts';
import type { Clock } from '../clock.ts';

/** Someone whose turn it is to start a sandbox; `end` lets the next one begin. */
interface Turn {
  readonly end: () => void;
}

/** Who wants to start a sandbox. */
export interface StartWish {
  /** Whose sandbox it will be. */
  readonly owner: string;
  /** Asked for when a turn is given away: the lowest goes first, and of equal ones who came first. */
  readonly rank: () => number;
  /** It may take longer, as long as it does not slow anything else. */
  readonly inBackground: boolean;
}

interface Waiting<T> extends StartWish {
  readonly sinceMs: number;
  readonly resolve: (admission: Turn | { readonly offered: T }) => void;
  readonly reject: (error: SkeinError) => void;
}

export interface StartQueueOptions {
  /** Starts that may be under way at once. Those in the background leave one of these places to others, if there is more than one. */
  readonly atOnce: number;
  readonly clock: Clock;
}

/** A start that takes longer than this is waiting, not working, and lets the next one begin. In ms. */
const TURN_MAX_MS = 1_000;
/** After this time a call would rather have a sandbox that was used before than one of its own, in ms. */
const PATIENCE_MS = 2_000;

/**
 * Lets only so many sandboxes start at once: starting one is all work, and more at once only make each of them slower. Whoever has
 * fewer sandboxes goes first, so that the first call of a function does not wait behind the many of another. What starts in the
 * background never takes the last place: that leaves a processor to give code to sandboxes that are ready, and to run it.
 */
export class StartQueue<T> {
  readonly #options: StartQueueOptions;
  readonly #waiting = new Set<Waiting<T>>();
  #underWay = 0;

  constructor(options: StartQueueOptions) {
    this.#options = options;
  }

  /** Resolves when the owner may start a sandbox, or with one it was offered instead. Rejects with `shutting_down`. */
  async wait(wish: StartWish): Promise<Turn | { readonly offered: T }> {
    if (this.#hasPlaceFor(wish)) return this.#begin();
    const sinceMs = this.#options.clock.monotonicMs();
    return await new Promise((resolve, reject) => void this.#waiting.add({ ...wish, sinceMs, resolve, reject }));
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

  #hasPlaceFor({ inBackground }: StartWish): boolean {
    const { atOnce } = this.#options;
    return this.#underWay < (inBackground ? Math.max(1, atOnce - 1) : atOnce);
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
    let next: Waiting<T> | undefined;
    for (const waiting of this.#waiting) {
      if (this.#hasPlaceFor(waiting) && (next === undefined || waiting.rank() < next.rank())) next = waiting;
    }
    if (next === undefined) return;
    this.#waiting.delete(next);
    next.resolve(this.#begin());
  }
}
