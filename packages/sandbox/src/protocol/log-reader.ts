import { readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { LogAllowance } from './log-allowance.ts';
import { openReader, READ_BUFFER_BYTES } from './open-reader.ts';

/** Pause of a log that has to wait, in ms. A full pipe for each is what LOG_READ_BYTES_PER_SECOND amounts to. */
const PAUSE_MS = 4;

/** Most that lies in a pipe that an ordinary user has made as large as may be, in bytes (`fs.pipe-max-size`); pipe(7). */
const PIPE_MAX_BYTES = 1024 * 1024;

/**
 * Reads what a sandbox writes to its log. Who writes more than the allowance is read in turns with pauses between them: its writing waits,
 * and the server has its time for others.
 */
export class LogReader {
  readonly #descriptor: number;
  readonly #socket: Socket;
  readonly #onChunk: (chunk: Buffer) => void;
  readonly #allowance = new LogAllowance(performance.now());
  #pause: NodeJS.Timeout | undefined;

  constructor(file: string, onChunk: (chunk: Buffer) => void, onError: (reason: string) => void) {
    this.#onChunk = onChunk;
    const { descriptor, socket } = openReader(file, (chunk) => this.#take(chunk), onError);
    this.#descriptor = descriptor;
    this.#socket = socket;
  }

  /** Reads now what was written before a pause, without waiting for more: what belongs to a call is complete before its end. */
  drain(): void {
    // The descriptor may be another file's once the socket is destroyed.
    if (this.#pause === undefined || this.#socket.destroyed) return;
    const buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
    for (let drained = 0; drained < PIPE_MAX_BYTES;) {
      const length = readWhatIsThere(this.#descriptor, buffer);
      if (length === 0) return;
      drained += length;
      this.#allowance.book(length);
      this.#onChunk(buffer.subarray(0, length));
    }
  }

  close(): void {
    clearTimeout(this.#pause);
    this.#socket.destroy();
  }

  #take(chunk: Buffer): boolean {
    this.#onChunk(chunk);
    if (this.#allowance.book(chunk.length)) return true;
    this.#allowance.refill(performance.now());
    if (this.#allowance.isLeft) return true;
    this.#waitForMore();
    return false;
  }

  #waitForMore(): void {
    this.#pause = setTimeout(() => {
      this.#allowance.refill(performance.now());
      if (!this.#allowance.isLeft) {
        this.#waitForMore();
        return;
      }
      this.#pause = undefined;
      this.#socket.resume();
    }, PAUSE_MS);
  }
}

/** How many bytes were read: none when there are none, or when the other end is closed. */
function readWhatIsThere(descriptor: number, buffer: Buffer): number {
  try {
    return readSync(descriptor, buffer);
  } catch {
    // There is nothing now: EAGAIN.
    return 0;
  }
}
