import { Readable } from 'node:stream';
import { LOG_FOLLOW_WAITING_MAX_BYTES } from '@skein/contracts';

/** A document with its id in the stream, which may not have line ends in it. */
export interface PastDocument {
  readonly id: string;
  readonly document: unknown;
}

/**
 * Server-sent events (HTML Living Standard, section 9.2) for one reader. What a slow reader leaves waiting is limited: later events
 * are dropped and counted, and an event `dropped` with their number comes before the next one there is room for.
 */
export class EventStream extends Readable {
  #past: Iterator<Buffer, undefined> | undefined;
  /** Comes after the past. */
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #dropped = 0;
  #isOver = false;

  /** Begins with what is there already: it is written as fast as it is read, and nothing of it is dropped. Before anybody reads. */
  begin(event: string, past: Iterable<PastDocument>): void {
    this.#past = toBlocks(event, past);
  }

  /** `id` may not have line ends in it. */
  send(event: string, id: string, document: unknown): void {
    const bytes = toBytes(event, id, document);
    if (this.#waitingBytes + bytes.length > LOG_FOLLOW_WAITING_MAX_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#tellDropped();
    this.#write(bytes);
  }

  /** A line that readers ignore: it sends the head of the answer, and finds out whether the reader is still there. */
  keepAlive(): void {
    if (this.#waitingBytes === 0) this.#write(Buffer.from(':\n\n'));
  }

  /** Ends the stream after what waits. */
  finish(): void {
    if (this.#isOver) return;
    this.#tellDropped();
    this.#isOver = true;
    if (this.#past === undefined) this.push(null);
  }

  override _read(): void {
    // Only what is past is there when it is asked for; later events come when they happen.
    while (this.#past !== undefined) {
      const { value } = this.#past.next();
      if (value === undefined) this.#endPast();
      else if (!this.push(value)) return;
    }
  }

  get #waitingBytes(): number {
    return this.readableLength + this.#heldBytes;
  }

  #endPast(): void {
    this.#past = undefined;
    for (const bytes of this.#held.splice(0)) this.push(bytes);
    this.#heldBytes = 0;
    if (this.#isOver) this.push(null);
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    this.#write(Buffer.from(`event: dropped\ndata: ${this.#dropped}\n\n`));
    this.#dropped = 0;
  }

  #write(bytes: Buffer): void {
    if (this.#isOver || this.destroyed) return;
    if (this.#past === undefined) {
      this.push(bytes);
    } else {
      this.#held.push(bytes);
      this.#heldBytes += bytes.length;
    }
  }
}

function* toBlocks(event: string, past: Iterable<PastDocument>): Generator<Buffer, undefined> {
  for (const { id, document } of past) yield toBytes(event, id, document);
  return undefined;
}

function toBytes(event: string, id: string, document: unknown): Buffer {
  return Buffer.from(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(document)}\n\n`);
}
