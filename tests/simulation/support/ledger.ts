import type { EventSummary } from '@skein/contracts';

interface EventEntry {
  acknowledged: boolean;
  runs: number;
  successes: number;
  done: boolean;
}

/** More often than an event runs that fails as often as it may, with a crash after every run. */
const EVENT_RUNS_MAX = 15;

/** What the outside world knows, whatever happens to the server: what was promised to callers, what really ran, what was broken. */
export class Ledger {
  readonly violations = new Set<string>();
  readonly #events = new Map<string, EventEntry>();
  /** The code each call must run, by request id. */
  readonly #expected = new Map<string, string>();
  readonly #attemptsMax: number;
  runs = 0;

  /** `attemptsMax`: how often a function may fail before its event is given up. */
  constructor(attemptsMax: number) {
    this.#attemptsMax = attemptsMax;
  }

  violate(what: string): void {
    this.violations.add(what);
  }

  /** From now on this call runs the code of that handler, and no other. */
  expect(requestId: string, handler: string): void {
    this.#expected.set(requestId, handler);
  }

  acknowledge(eventId: string): void {
    this.#entry(eventId).acknowledged = true;
  }

  /** The server has said that the event will not run again. */
  finish(eventId: string): void {
    this.#entry(eventId).done = true;
  }

  ran(requestId: string, handler: string, succeeds: boolean): void {
    this.runs += 1;
    if (this.#expected.get(requestId) !== handler) this.violate("a call ran another revision's code");
    const entry = this.#events.get(requestId);
    if (entry === undefined) return;
    entry.runs += 1;
    if (succeeds) entry.successes += 1;
    if (entry.runs > EVENT_RUNS_MAX) this.violate('an event runs again and again');
    if (entry.done) this.violate('an event ran again after it was removed');
  }

  /** An event that was sent; its acknowledgement may follow. */
  send(eventId: string): void {
    this.#entry(eventId);
  }

  /** Checks every event against what the queue says of it in the end. */
  async checkEvents(find: (eventId: string) => Promise<EventSummary | undefined>): Promise<void> {
    for (const [id, entry] of this.#events) {
      const found = await find(id);
      if (entry.acknowledged) this.#checkAcknowledged(entry, found);
    }
  }

  #checkAcknowledged({ runs, successes }: EventEntry, found: EventSummary | undefined): void {
    if (found === undefined) {
      if (runs === 0) this.violate('an acknowledged event is gone and never ran');
      else if (successes === 0) this.violate('an acknowledged event is gone and never succeeded');
      return;
    }
    if (found.status === 'QUEUED') this.violate('an event still waits in the end');
    else if (found.error === undefined || found.error === '') this.violate('an event was given up without its error');
    // What the function did is one word; a refusal, which may be final at once, is a sentence.
    const isOutcome = found.error !== undefined && !found.error.includes(' ');
    if (found.status === 'FAILED' && isOutcome && found.attempts !== this.#attemptsMax) this.violate('an event was given up too early');
  }

  #entry(eventId: string): EventEntry {
    const entry = this.#events.get(eventId) ?? { acknowledged: false, runs: 0, successes: 0, done: false };
    this.#events.set(eventId, entry);
    return entry;
  }
}
