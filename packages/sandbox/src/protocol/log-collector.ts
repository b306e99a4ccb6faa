const EMPTY = Buffer.alloc(0);

export interface CollectedLog {
  readonly bytes: Buffer;
  readonly droppedBytes: number;
}

const NOTHING: CollectedLog = Object.freeze({ bytes: EMPTY, droppedBytes: 0 });

/** Gathers a sandbox's output for the invocation it belongs to. Keeps what came first, counts what is over the limit. */
export class LogCollector {
  readonly #limitBytes: number;
  #chunks: Buffer[] = [];
  #keptBytes = 0;
  #droppedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** The chunk's memory may be used again by the caller: it is copied. */
  add(chunk: Buffer): void {
    const keep = Math.min(chunk.length, this.#limitBytes - this.#keptBytes);
    this.#droppedBytes += chunk.length - keep;
    if (keep === 0) return;
    this.#keptBytes += keep;
    this.#chunks.push(Buffer.from(chunk.subarray(0, keep)));
  }

  /** Hands out what was gathered and starts anew. */
  take(): CollectedLog {
    if (this.#keptBytes === 0 && this.#droppedBytes === 0) return NOTHING;
    const [first = EMPTY, ...others] = this.#chunks;
    const bytes = others.length === 0 ? first : Buffer.concat(this.#chunks, this.#keptBytes);
    const collected = { bytes, droppedBytes: this.#droppedBytes };
    this.#chunks = [];
    this.#keptBytes = 0;
    this.#droppedBytes = 0;
    return collected;
  }
}
