import { EVENTS_CONCLUDING_MAX, toSkeinError } from '@skein/contracts';
import type { QueuedEvent, SkeinError } from '@skein/contracts';
import type { Clock, DueEvent, DuePage, EventLane, EventQueue } from '@skein/ports';
import type { Conclusion, EventWork } from './event-work.ts';
import type { Pace } from './pace.ts';

export interface EventReaderOptions {
  readonly queue: EventQueue;
  /** The events that are this reader's. */
  readonly lane: EventLane;
  readonly work: EventWork;
  readonly pace: Pace;
  readonly clock: Clock;
  /** Told when the queue could not be read or written; the reader tries again. */
  readonly onFailure: (error: SkeinError) => void;
}

/** Pause after the queue could not be read or written, in ms. */
const FAILURE_PAUSE_MS = 1_000;
/** How often the order in which events are due is looked at from its beginning, in ms. */
const LOOK_AT_ALL_MS = 100;
/** How often events are removed that were given up long ago, in ms. */
const CLEAN_UP_MS = 600_000;

/**
 * Runs events when they are due, as many at a time as the pace allows, one function after the other, so that many events of one do
 * not hold up those of others. The queue is the only memory: what runs when the process ends is due again at the next start.
 */
export class EventReader {
  readonly #options: EventReaderOptions;
  /** Events that run, or whose end is being stored: still in the queue, and not to be started again. */
  readonly #inHand = new Map<string, Promise<void>>();
  readonly #inHandByFunction = new Map<string, number>();
  readonly #lastStarted = new Map<string, NonNullable<DuePage['after']>>();
  #looksAtAllAtMs = 0;
  #concluding = 0;
  #lastFunction = '';
  #delayMs: number | undefined;
  #cancelTimer: (() => void) | undefined;
  #cancelCleanUp: (() => void) | undefined;
  #reading = false;
  #readAgain = false;
  #closed = false;
  #abandoned = false;

  constructor(options: EventReaderOptions) {
    this.#options = options;
  }

  /** Begins with what was left by the last process. */
  start(): void {
    this.#cleanUp();
    this.wake();
  }

  /** To be called after an event was added. */
  wake(): void {
    if (this.#reading) this.#readAgain = true;
    else void this.#read();
  }

  /** Whether an event was started and has not left the queue yet. */
  isRunning(eventId: string): boolean {
    return this.#inHand.has(eventId);
  }

  /** Does something with an event that has not been started and is kept from it meanwhile. False when it has been started. */
  async hold({ id, functionName }: Pick<QueuedEvent, 'id' | 'functionName'>, work: () => Promise<void>): Promise<boolean> {
    if (this.#inHand.has(id)) return false;
    await this.#take(id, functionName, work);
    return true;
  }

  /** Starts no more events, and resolves when those that run have ended, or after so many ms. What ends later has not been run. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#cancelCleanUp?.();
    const grace = Promise.withResolvers<void>();
    const cancelGrace = this.#options.clock.after(graceMs, grace.resolve);
    await Promise.race([Promise.all(this.#inHand.values()), grace.promise]);
    cancelGrace();
    this.#abandoned = true;
  }

  async #read(): Promise<void> {
    this.#reading = true;
    try {
      do {
        this.#readAgain = false;
        await this.#startDue();
        if (!this.#readAgain) await this.#sleepUntilDue();
        // Whoever wakes the reader while it reads relies on this look.
      } while (this.#readAgain);
    } catch (error) {
      this.#options.onFailure(toSkeinError(error));
      this.#sleep(FAILURE_PAUSE_MS);
    } finally {
      this.#reading = false;
    }
  }

  /** Goes round the functions that have events, beginning after the one that came last, until none of them can start another one. */
  async #startDue(): Promise<void> {
    const { queue, lane } = this.#options;
    this.#delayMs = undefined;
    const names = await queue.functionNames(lane);
    const next = names.findIndex((name) => name > this.#lastFunction);
    let inTurn = next < 0 ? names : [...names.slice(next), ...names.slice(0, next)];
    while (inTurn.length > 0) {
      const started: string[] = [];
      for (const name of inTurn) if (await this.#startOneOf(name)) started.push(name);
      inTurn = started;
    }
  }

  async #startOneOf(functionName: string): Promise<boolean> {
    if (this.#closed || this.#concluding >= EVENTS_CONCLUDING_MAX || this.#options.pace.isFull(functionName)) return false;
    const event = await this.#findDue(functionName);
    // It may have been held since it was read.
    if (event === undefined || this.#inHand.has(event.id) || !this.#mayStart(event)) return false;
    this.#lastFunction = functionName;
    this.#lastStarted.set(functionName, { dueAtMs: event.dueAtMs, sequence: event.sequence });
    this.#start(event);
    return true;
  }

  /**
   * Those in hand are still in the queue, and first in it, so it is looked behind the last one that was started. From time to time
   * all are looked at: one that was due earlier may have been stored later.
   */
  async #findDue(functionName: string): Promise<DueEvent | undefined> {
    const { queue, lane, clock } = this.#options;
    const nowMs = clock.nowMs();
    if (nowMs >= this.#looksAtAllAtMs) {
      this.#looksAtAllAtMs = nowMs + LOOK_AT_ALL_MS;
      this.#lastStarted.clear();
    }
    const after = this.#lastStarted.get(functionName);
    if (after !== undefined) {
      const [next] = await queue.dueEvents(lane, functionName, nowMs, { limit: 1, after });
      if (next === undefined) {
        this.#askAgainIn(this.#looksAtAllAtMs - nowMs);
        return undefined;
      }
      if (!this.#inHand.has(next.id)) return next;
    }
    const limit = (this.#inHandByFunction.get(functionName) ?? 0) + 1;
    const due = await queue.dueEvents(lane, functionName, nowMs, { limit });
    return due.find(({ id }) => !this.#inHand.has(id));
  }

  #mayStart(event: QueuedEvent): boolean {
    const { pace, clock } = this.#options;
    const delayMs = pace.delayMs(event, clock.nowMs());
    if (delayMs !== undefined && delayMs > 0) this.#askAgainIn(delayMs);
    return delayMs === 0;
  }

  #askAgainIn(delayMs: number): void {
    this.#delayMs = Math.min(delayMs, this.#delayMs ?? delayMs);
  }

  #start(event: QueuedEvent): void {
    this.#options.pace.started(event.functionName, this.#options.clock.nowMs());
    void this.#take(event.id, event.functionName, () => this.#runAndStore(event));
  }

  #take(id: string, functionName: string, work: () => Promise<void>): Promise<void> {
    this.#count(functionName, 1);
    const finished = work().finally(() => {
      this.#inHand.delete(id);
      this.#count(functionName, -1);
      if (!this.#closed) this.wake();
    });
    this.#inHand.set(id, finished);
    return finished;
  }

  /** The next event may start when this one has run; that its end is stored takes a flush, which all that end meanwhile share. */
  async #runAndStore(event: QueuedEvent): Promise<void> {
    const { work, pace, clock } = this.#options;
    const conclusion = await work.run(event);
    pace.ended(event.functionName, conclusion.ranMs, clock.nowMs());
    if (this.#abandoned) return;
    this.#concluding += 1;
    if (!this.#closed) this.wake();
    // As long as it is not stored how the run went, the event stays in hand, and does not run again.
    while (!(await this.#store(conclusion)) && !this.#closed) {
      await new Promise<void>((resolve) => clock.after(FAILURE_PAUSE_MS, resolve));
    }
    this.#concluding -= 1;
  }

  /** Says whether it could be stored. */
  async #store(conclusion: Conclusion): Promise<boolean> {
    try {
      await conclusion.store();
      return true;
    } catch (error) {
      this.#options.onFailure(toSkeinError(error));
      return false;
    }
  }

  async #sleepUntilDue(): Promise<void> {
    const { queue, lane, clock } = this.#options;
    const nowMs = clock.nowMs();
    const dueAtMs = await queue.nextDueAtMs(lane, nowMs);
    const delaysMs = [this.#delayMs, dueAtMs === undefined ? undefined : dueAtMs - nowMs].filter((delayMs) => delayMs !== undefined);
    if (delaysMs.length > 0) this.#sleep(Math.min(...delaysMs));
  }

  #sleep(delayMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#closed ? undefined : this.#options.clock.after(delayMs, () => this.wake());
  }

  #cleanUp(): void {
    const { work, clock, onFailure } = this.#options;
    work.cleanUp().catch((error: unknown) => onFailure(toSkeinError(error)));
    this.#cancelCleanUp = clock.after(CLEAN_UP_MS, () => this.#cleanUp());
  }

  #count(functionName: string, change: 1 | -1): void {
    const count = (this.#inHandByFunction.get(functionName) ?? 0) + change;
    if (count === 0) this.#inHandByFunction.delete(functionName);
    else this.#inHandByFunction.set(functionName, count);
  }
}
