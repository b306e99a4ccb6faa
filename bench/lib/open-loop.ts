import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from './connection.ts';

export interface OpenLoopOptions {
  readonly url: string;
  readonly path: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly connectionsMax: number;
}

export interface OpenLoopAnswer {
  readonly status: number;
  /** From when the request was due, in ms: what a slow server makes later requests wait counts. */
  readonly latencyMs: number;
}

export interface OpenLoopResult {
  readonly answers: readonly OpenLoopAnswer[];
  /** Requests that were due while every connection was taken. They were sent as soon as one was free, if the time was not over. */
  readonly unsent: number;
}

const EVENT = '{"name":"world"}';
const TICK_MS = 1;

/** Sends requests at a fixed rate, whatever the server does. */
export async function runOpenLoop(options: OpenLoopOptions): Promise<OpenLoopResult> {
  const { perSecond, seconds } = options;
  const loop = new OpenLoop(options);
  try {
    const startedMs = performance.now();
    const total = Math.round(perSecond * seconds);
    for (let due = 0; due < total;) {
      const elapsedMs = performance.now() - startedMs;
      const dueNow = Math.min(total, Math.floor((elapsedMs / 1000) * perSecond));
      for (; due < dueNow; due += 1) loop.add(startedMs + (due / perSecond) * 1000);
      await pause(TICK_MS);
    }
    return await loop.finish();
  } finally {
    loop.close();
  }
}

class OpenLoop {
  readonly #options: OpenLoopOptions;
  readonly #all: Connection[] = [];
  readonly #idle: Connection[] = [];
  readonly #dueMs: number[] = [];
  readonly #answers: OpenLoopAnswer[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(options: OpenLoopOptions) {
    this.#options = options;
  }

  add(dueMs: number): void {
    const connection = this.#idle.pop() ?? this.#open();
    if (connection === undefined) {
      this.#dueMs.push(dueMs);
      return;
    }
    const running = this.#serve(connection, dueMs).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async finish(): Promise<OpenLoopResult> {
    const unsent = this.#dueMs.splice(0).length;
    await Promise.all(this.#running);
    return { answers: this.#answers, unsent };
  }

  close(): void {
    for (const connection of this.#all) connection[Symbol.dispose]();
  }

  #open(): Connection | undefined {
    if (this.#all.length >= this.#options.connectionsMax) return undefined;
    const connection = new Connection(this.#options.url);
    this.#all.push(connection);
    return connection;
  }

  async #serve(connection: Connection, firstDueMs: number): Promise<void> {
    for (let dueMs: number | undefined = firstDueMs; dueMs !== undefined; dueMs = this.#dueMs.shift()) {
      const { status } = await connection.post(this.#options.path, EVENT);
      this.#answers.push({ status, latencyMs: performance.now() - dueMs });
    }
    this.#idle.push(connection);
  }
}
