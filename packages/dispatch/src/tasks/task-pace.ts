import type { QueuedEvent } from '@skein/contracts';
import type { Pace } from '../events/pace.ts';

/** A task waits this long, in ms, before it gets a sandbox of its own. Ours: starting one that imports dill takes about as long. */
const PATIENCE_MS = 100;
/** Time between two new sandboxes of one function, in ms. */
const GROWTH_INTERVAL_MS = 50;
/** Time after a refusal in which no function asks for another sandbox, in ms. */
const REFUSAL_PAUSE_MS = 1_000;
/** After this time without tasks, in ms, only one sandbox of a function is expected to be left. */
const FORGET_MS = 300_000;
/** Functions that are remembered before those without running tasks are forgotten. */
const REMEMBERED_MAX = 1_000;

/** Tasks that run for less, in ms on average, gain nothing from more sandboxes than there are processors: what they need is not waiting. */
const SHORT_MS = 20;
/** How much the newest run counts in the average. */
const NEWEST_WEIGHT = 0.2;

interface FunctionPace {
  running: number;
  /** Most tasks that ran at once: so many sandboxes are there, and another task needs another one. */
  sandboxes: number;
  grewAtMs: number;
  usedAtMs: number;
  /** Undefined until one has ended. */
  meanRunMs: number | undefined;
}

/**
 * Short tasks share the sandboxes that are there; only when the first in the queue has waited longer than a start takes, another
 * sandbox is started, one after the other: of tasks that only compute for a moment up to the number of processors, of others up to the
 * limit of all functions together.
 */
export class TaskPace implements Pace {
  readonly #limit: number;
  readonly #processors: number;
  readonly #functions = new Map<string, FunctionPace>();
  #running = 0;
  #growsAgainAtMs = 0;

  constructor(limit: number, processors: number) {
    this.#limit = limit;
    this.#processors = processors;
  }

  isFull(): boolean {
    return this.#running >= this.#limit;
  }

  delayMs({ functionName, dueAtMs }: QueuedEvent, nowMs: number): number | undefined {
    if (this.isFull()) return undefined;
    const { running, sandboxes, grewAtMs, meanRunMs = Infinity } = this.#of(functionName, nowMs);
    if (running < sandboxes) return 0;
    if (meanRunMs < SHORT_MS && sandboxes >= this.#processors) return undefined;
    const growsAtMs = Math.max(dueAtMs + PATIENCE_MS, grewAtMs + GROWTH_INTERVAL_MS, this.#growsAgainAtMs);
    return Math.max(0, growsAtMs - nowMs);
  }

  started(functionName: string, nowMs: number): void {
    const pace = this.#of(functionName, nowMs);
    this.#running += 1;
    pace.running += 1;
    pace.usedAtMs = nowMs;
    if (pace.running <= pace.sandboxes) return;
    pace.sandboxes = pace.running;
    pace.grewAtMs = nowMs;
  }

  ended(functionName: string, ranMs: number | undefined, nowMs: number): void {
    const pace = this.#of(functionName, nowMs);
    this.#running -= 1;
    pace.running -= 1;
    pace.usedAtMs = nowMs;
    if (ranMs !== undefined) {
      pace.meanRunMs = pace.meanRunMs === undefined ? ranMs : pace.meanRunMs + NEWEST_WEIGHT * (ranMs - pace.meanRunMs);
      return;
    }
    pace.sandboxes = Math.max(1, pace.running);
    this.#growsAgainAtMs = nowMs + REFUSAL_PAUSE_MS;
  }

  #of(functionName: string, nowMs: number): FunctionPace {
    const known = this.#functions.get(functionName);
    if (known !== undefined && (known.running > 0 || nowMs - known.usedAtMs < FORGET_MS)) return known;
    if (this.#functions.size >= REMEMBERED_MAX) this.#forgetIdle();
    const fresh = { running: 0, sandboxes: 1, grewAtMs: 0, usedAtMs: nowMs, meanRunMs: undefined };
    this.#functions.set(functionName, fresh);
    return fresh;
  }

  #forgetIdle(): void {
    for (const [name, { running }] of this.#functions) if (running === 0) this.#functions.delete(name);
  }
}
