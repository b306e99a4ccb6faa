import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** A request that failed. */
export interface Failure {
  readonly what: string;
  /** When it was begun, on the clock of `performance.now()`. */
  readonly begunMs: number;
}

/** Clients that call a function again and again, one call at a time each. */
export class CallingClients {
  answered = 0;
  readonly failures: Failure[] = [];
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>[] = [];

  /** Adds a client that opens a connection for each call, or keeps one. `makeEvent` gives the event of each call. */
  add(url: string, keepAlive: boolean, makeEvent: (call: number) => unknown): void {
    this.#running.push(this.#callOn(url, keepAlive, makeEvent));
  }

  /** Resolves when so many more calls have been answered, or one has failed in a way that was not expected. */
  async untilAnswered(count: number, failuresExpected = 0): Promise<void> {
    const goal = this.answered + count;
    while (this.answered < goal && this.failures.length <= failuresExpected) await pause(5);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
  }

  async #callOn(url: string, keepAlive: boolean, makeEvent: (call: number) => unknown): Promise<void> {
    const agent = new Agent(keepAlive ? { keepAlive, maxSockets: 1 } : {});
    for (let call = 0; !this.#stopping.signal.aborted; call += 1) {
      const begunMs = performance.now();
      const failure = await callOnce(url, agent, JSON.stringify(makeEvent(call)));
      if (failure === undefined) this.answered += 1;
      else this.failures.push({ what: `${keepAlive ? 'kept' : 'new'} connection, call ${call}: ${failure}`, begunMs });
    }
    agent.destroy();
  }
}

/** Undefined when the function has answered with its event. */
async function callOnce(url: string, agent: Agent, body: string): Promise<string | undefined> {
  try {
    const sent = request(url, { method: 'POST', agent, headers: { 'content-length': Buffer.byteLength(body) } });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const answer = await text(response);
    return response.statusCode === 200 && isDeepStrictEqual(JSON.parse(answer), JSON.parse(body))
      ? undefined
      : `${response.statusCode} ${answer}`;
  } catch (error) {
    return String(error);
  }
}
