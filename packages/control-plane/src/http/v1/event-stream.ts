import { Readable } from 'node:stream';
import { LOG_FOLLOW_WAITING_MAX_BYTES } from '@skein/contracts';

/**
 * Server-sent events (HTML Living Standard, section 9.2) for one reader. What a slow reader leaves waiting is limited: later events
 * are dropped and counted, and an event `dropped` with their number comes before the next one there is room for.
 */
export class EventStream extends Readable {
  #dropped = 0;
  #isOver = false;

  /** `id` may not have line ends in it. */
  send(event: string, id: string, document: unknown): void {
    const bytes = Buffer.from(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(document)}\n\n`);
    if (this.readableLength + bytes.length > LOG_FOLLOW_WAITING_MAX_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#tellDropped();
    this.#write(bytes);
  }

  /** A line that readers ignore: it sends the head of the answer, and finds out whether the reader is still there. */
  keepAlive(): void {
    if (this.readableLength === 0) this.#write(Buffer.from(':\n\n'));
  }

  /** Ends the stream after what waits. */
  finish(): void {
    if (this.#isOver) return;
    this.#tellDropped();
    this.#isOver = true;
    this.push(null);
  }

  override _read(): void {
    // Events come when they happen, not when they are asked for.
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    this.#write(Buffer.from(`event: dropped\ndata: ${this.#dropped}\n\n`));
    this.#dropped = 0;
  }

  #write(bytes: Buffer): void {
    if (!this.#isOver && !this.destroyed) this.push(bytes);
  }
}
