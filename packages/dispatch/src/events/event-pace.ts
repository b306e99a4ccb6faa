import type { QueuedEvent } from '@skein/contracts';
import type { Clock } from '@skein/ports';
import { fairPace } from './pace.ts';
import type { FairPace, Pace } from './pace.ts';

/** How often it is looked how late the event loop is while events run, in ms. */
const LOOK_MS = 10;
/** A loop that is later than this, in ms, has more to do than it can: an idle one is late by less than one. */
const LATE_MS = 4;
/** A request that ended so long ago, in ms, says nothing about now. */
const REQUEST_SEEN_MS = 1_000;

export interface EventPaceOptions {
  /** Events that run at once when there is room. */
  readonly most: number;
  /** Events that run at once however full the machine is, so that they never stand still: as many as there are processors. */
  readonly least: number;
  readonly clock: Clock;
  /** When a request last ended, in ms since the epoch. */
  readonly lastRequestAtMs: () => number;
  /** Told when another event may start although none has ended. */
  readonly onRoom: () => void;
}

/**
 * Lets events run in the room that requests leave. While requests are answered and the event loop is late, half as many events may run at once
 * from look to look; afterwards one more each time. A function that has none running may start one all the same: it must not wait for the long
 * events of others. A loop that is late only because of events costs nobody anything.
 */
export class EventPace implements Pace {
  readonly #options: EventPaceOptions;
  readonly #fair: FairPace;
  #limit: number;
  #running = 0;
  #isLooking = false;

  constructor(options: EventPaceOptions) {
    this.#options = options;
    this.#fair = fairPace(options.most);
    this.#limit = options.most;
  }

  /** How many events may run at once now. */
  get limit(): number {
    return this.#limit;
  }

  isFull(functionName: string): boolean {
    return this.#fair.isFull(functionName) || (this.#running >= this.#limit && this.#fair.runningOf(functionName) > 0);
  }

  delayMs({ functionName }: Pick<QueuedEvent, 'functionName'>): number | undefined {
    return this.isFull(functionName) ? undefined : 0;
  }

  started(functionName: string, nowMs: number): void {
    this.#fair.started(functionName, nowMs);
    this.#running += 1;
    if (!this.#isLooking) this.#lookLater();
  }

  ended(functionName: string, ranMs: number | undefined, nowMs: number): void {
    this.#fair.ended(functionName, ranMs, nowMs);
    this.#running -= 1;
  }

  #lookLater(): void {
    const { clock } = this.#options;
    const dueMs = clock.monotonicMs() + LOOK_MS;
    this.#isLooking = true;
    clock.after(LOOK_MS, () => {
      this.#isLooking = false;
      this.#adapt(clock.monotonicMs() - dueMs);
      if (this.#running > 0) this.#lookLater();
    });
  }

  #adapt(lateMs: number): void {
    const { most, least, clock, lastRequestAtMs, onRoom } = this.#options;
    const wasFull = this.#running >= this.#limit;
    const hindersRequests = lateMs > LATE_MS && clock.nowMs() - lastRequestAtMs() < REQUEST_SEEN_MS;
    this.#limit = hindersRequests ? Math.max(least, Math.floor(this.#limit / 2)) : Math.min(most, this.#limit + 1);
    if (wasFull && this.#running < this.#limit) onRoom();
  }
}
