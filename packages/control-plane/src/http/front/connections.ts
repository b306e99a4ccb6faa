import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Least time that a connection on which nothing has come yet is held while the server stops, in ms: whoever opens a connection means to
 * use it, and a busy client takes its time.
 */
const UNUSED_MS = 2_000;
/** How often idle connections are looked for while the server stops, in ms. */
const LOOK_MS = 25;

/** Says whether a request on the connection is being served or received. */
export type IsBusy = () => boolean;

interface Connection {
  readonly socket: Socket;
  isBusy: IsBusy;
  /** Bytes in both directions when it was last looked at. */
  bytes: number;
  /** Since when no byte has passed, as far as is known, in ms of `performance.now()`. */
  quietSinceMs: number;
}

/**
 * The open connections of a port. When the server stops, a client is told with its next answer not to come back on its connection; a
 * connection on which no request comes is closed after a moment, because closing it at once could meet a request that is on its way.
 */
export class Connections {
  readonly #open = new Map<Socket, Connection>();
  readonly #responses = new Set<ServerResponse>();
  #isDraining = false;

  /** Whether the answers of now are the last ones on their connections. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** `isBusy` speaks for the connection as long as the ordinary HTTP server does not have it. */
  add(socket: Socket, isBusy: IsBusy): void {
    this.#open.set(socket, { socket, isBusy, bytes: 0, quietSinceMs: 0 });
    socket.once('close', () => this.#open.delete(socket));
  }

  /** The ordinary HTTP server has begun to serve a request. */
  serve(socket: Socket, response: ServerResponse): void {
    this.#responses.add(response);
    if (this.#isDraining) response.shouldKeepAlive = false;
    const connection = this.#open.get(socket);
    if (connection !== undefined) connection.isBusy = () => !response.closed;
    response.once('close', () => this.#responses.delete(response));
  }

  /** Lets every connection end, an idle one after having been quiet for `idleMs`; resolves when none is left, or after `maxMs`. */
  async drain(maxMs: number, idleMs: number): Promise<void> {
    this.#isDraining = true;
    for (const response of this.#responses) response.shouldKeepAlive = false;
    // Who gives no time to quiet connections gives none to these.
    const unusedMs = idleMs === 0 ? 0 : Math.min(UNUSED_MS, maxMs);
    const startedMs = performance.now();
    for (const connection of this.#open.values()) look(connection, startedMs);
    this.#endIdle(idleMs, unusedMs);
    while (this.#open.size > 0 && performance.now() - startedMs < maxMs) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      this.#endIdle(idleMs, unusedMs);
    }
  }

  /** Ends what is left, at once. */
  destroy(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }

  #endIdle(idleMs: number, unusedMs: number): void {
    const nowMs = performance.now();
    for (const connection of this.#open.values()) {
      look(connection, nowMs);
      const patienceMs = connection.bytes === 0 ? unusedMs : idleMs;
      if (!connection.isBusy() && nowMs - connection.quietSinceMs >= patienceMs) connection.socket.destroySoon();
    }
  }
}

function look(connection: Connection, nowMs: number): void {
  const bytes = connection.socket.bytesRead + connection.socket.bytesWritten;
  if (bytes === connection.bytes && connection.quietSinceMs > 0) return;
  connection.bytes = bytes;
  connection.quietSinceMs = nowMs;
}
