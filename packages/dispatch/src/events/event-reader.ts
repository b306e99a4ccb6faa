import { EVENTS_RUNNING_MAX, EVENT_KEPT_MS, toSkeinError } from '@skein/contracts';
import type { Outcome, QueuedEvent, Scope, SkeinError } from '@skein/contracts';
import type { Clock, EventQueue } from '@skein/ports';
import { decideEvent, expireEvent } from './event-policy.ts';
import type { EventPolicy, EventTry } from './event-policy.ts';

export interface EventReaderOptions {
  readonly queue: EventQueue;
  readonly scope: Scope;
  readonly policy: EventPolicy;
  /** Runs an event once. Rejects with a SkeinError when it could not be run. */
  readonly run: (event: QueuedEvent) => Promise<Outcome>;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Told of events that were given up. */
  readonly onGivenUp: (event: QueuedEvent, error: string) => void;
  /** Told when the queue could not be read or written; the reader tries again. */
  readonly onFailure: (error: SkeinError) => void;
}

/** Pause after the queue could not be read or written, in ms. */
const FAILURE_PAUSE_MS = 1_000;
/** How often events are removed that were given up long ago, in ms. */
const CLEAN_UP_MS = 600_000;

/**
 * Runs events when they are due, a bounded number at a time, one function after the other, so that many events of one do not hold up
 * those of others. The queue is the only memory: what runs when the process ends is due again at the next start.
 */
export class EventReader {
  readonly #options: EventReaderOptions;
  readonly #running = new Map<string, Promise<void>>();
  readonly #runningByFunction = new Map<string, number>();
  #lastFunction = '';
  #cancelTimer: (() => void) | undefined;
  #cancelCleanUp: (() => void) | undefined;
  #reading = false;
  #readAgain = false;
  #closed = false;

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

  /** Starts no more events, and resolves when those that run have ended, or after so many ms. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#cancelCleanUp?.();
    const grace = Promise.withResolvers<void>();
    const cancelGrace = this.#options.clock.after(graceMs, grace.resolve);
    await Promise.race([Promise.all(this.#running.values()), grace.promise]);
    cancelGrace();
  }

  async #read(): Promise<void> {
    this.#reading = true;
    try {
      do {
        this.#readAgain = false;
        while (await this.#startOneOfEach());
      } while (this.#readAgain);
      await this.#sleepUntilDue();
    } catch (error) {
      this.#options.onFailure(toSkeinError(error));
      this.#sleep(FAILURE_PAUSE_MS);
    } finally {
      this.#reading = false;
    }
  }

  /** One round: of each function at most one event, beginning after the function that came last. False when nothing was started. */
  async #startOneOfEach(): Promise<boolean> {
    const { queue, scope } = this.#options;
    const names = await queue.functionNames(scope);
    const next = names.findIndex((name) => name > this.#lastFunction);
    const inTurn = next < 0 ? names : [...names.slice(next), ...names.slice(0, next)];
    let started = false;
    for (const name of inTurn) {
      if (this.#closed || this.#running.size >= EVENTS_RUNNING_MAX) return false;
      const event = await this.#findDue(name);
      if (event === undefined) continue;
      this.#lastFunction = name;
      this.#start(event);
      started = true;
    }
    return started;
  }

  /** Those that run are still in the queue, and first in it. */
  async #findDue(functionName: string): Promise<QueuedEvent | undefined> {
    const { queue, scope, clock } = this.#options;
    const limit = (this.#runningByFunction.get(functionName) ?? 0) + 1;
    const due = await queue.dueEvents(scope, functionName, clock.nowMs(), limit);
    return due.find(({ id }) => !this.#running.has(id));
  }

  #start(event: QueuedEvent): void {
    this.#count(event.functionName, 1);
    const finished = this.#runOnce(event).finally(() => {
      this.#running.delete(event.id);
      this.#count(event.functionName, -1);
      if (!this.#closed) this.wake();
    });
    this.#running.set(event.id, finished);
  }

  async #runOnce(event: QueuedEvent): Promise<void> {
    const { queue, policy, clock, random, onFailure } = this.#options;
    try {
      const expired = expireEvent(event, policy, clock.nowMs());
      const decision =
        expired === undefined
          ? decideEvent(event, policy, await this.#try(event), clock.nowMs(), random())
          : ({ finished: false, progress: expired } as const);
      if (decision.finished) {
        await queue.remove(event.id);
        return;
      }
      const { progress } = decision;
      await queue.setProgress(event.id, progress);
      if (progress.status !== 'QUEUED') this.#options.onGivenUp({ ...event, ...progress }, progress.error ?? '');
    } catch (error) {
      // Where it stands could not be stored: it is due again, and its function may run twice.
      onFailure(toSkeinError(error));
      await new Promise<void>((resolve) => clock.after(FAILURE_PAUSE_MS, resolve));
    }
  }

  async #try(event: QueuedEvent): Promise<EventTry> {
    try {
      return { outcome: await this.#options.run(event) };
    } catch (error) {
      return { refusal: toSkeinError(error) };
    }
  }

  async #sleepUntilDue(): Promise<void> {
    const { queue, scope, clock } = this.#options;
    const nowMs = clock.nowMs();
    const dueAtMs = await queue.nextDueAtMs(scope, nowMs);
    if (dueAtMs !== undefined) this.#sleep(dueAtMs - nowMs);
  }

  #sleep(delayMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#closed ? undefined : this.#options.clock.after(delayMs, () => this.wake());
  }

  #cleanUp(): void {
    const { queue, clock, onFailure } = this.#options;
    queue.removeSettled(clock.nowMs() - EVENT_KEPT_MS).catch((error: unknown) => onFailure(toSkeinError(error)));
    this.#cancelCleanUp = clock.after(CLEAN_UP_MS, () => this.#cleanUp());
  }

  #count(functionName: string, change: 1 | -1): void {
    const count = (this.#runningByFunction.get(functionName) ?? 0) + change;
    if (count === 0) this.#runningByFunction.delete(functionName);
    else this.#runningByFunction.set(functionName, count);
  }
}
