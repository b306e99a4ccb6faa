import type { EventStatus } from '@skein/contracts';
import type { Connection } from './connection.ts';

/** An event that waits for its run or was given up. */
export interface EventShown {
  readonly id: string;
  readonly functionName: string;
  readonly qualifier: string | null;
  readonly status: EventStatus;
  readonly attempts: number;
  readonly refusals: number;
  readonly acceptedAtMs: number;
  readonly dueAtMs: number;
  readonly error: string | null;
  readonly settledAtMs: number | null;
  /** Who sent it: a key, a function, or `open`. */
  readonly principalId: string;
}

export interface EventFilter {
  readonly functionName?: string | undefined;
  readonly status?: EventStatus | undefined;
  readonly limit?: number | undefined;
  /** Only those after the event with this id: the next page. */
  readonly after?: string | undefined;
}

/** The event queue of a server. */
export class EventCalls {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Oldest first. */
  async list({ functionName, status, limit, after }: EventFilter = {}): Promise<readonly EventShown[]> {
    const query = new URLSearchParams();
    if (functionName !== undefined) query.set('function', functionName);
    if (status !== undefined) query.set('status', status);
    if (limit !== undefined) query.set('limit', String(limit));
    if (after !== undefined) query.set('after', after);
    const { events } = await this.#connection.callJson<{ events: EventShown[] }>('GET', `/v1/events?${query.toString()}`);
    return events;
  }

  async get(eventId: string): Promise<EventShown> {
    return await this.#connection.callJson('GET', `/v1/events/${encodeURIComponent(eventId)}`);
  }

  /** What its function gets: JSON, byte for byte. */
  async getPayload(eventId: string): Promise<Buffer> {
    const { body } = await this.#connection.call('GET', `/v1/events/${encodeURIComponent(eventId)}/payload`);
    return body;
  }

  async redrive(eventId: string): Promise<EventShown> {
    return await this.#connection.callJson('POST', `/v1/events/${encodeURIComponent(eventId)}/redrive`);
  }

  async delete(eventId: string): Promise<void> {
    await this.#connection.call('DELETE', `/v1/events/${encodeURIComponent(eventId)}`);
  }
}
