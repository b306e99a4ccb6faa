import { SkeinError } from '@skein/contracts';
import type { InvocationRecord } from '@skein/contracts';
import type { Clock, InvocationRecorder } from '@skein/ports';
import { siblingModule } from '../database/sibling-module.ts';
import { toStorageError } from '../database/storage-error.ts';
import type { RecordBlockRow } from '../database/tables.ts';
import { Thread } from '../database/thread.ts';
import { toRecordBlock } from './record-block.ts';
import type { RecordQueue } from './record-queue.ts';
import type { RecordsAnswer, RecordsData } from './records-thread.ts';

/** A batch leaves when its first record is this old, in ms, or when it has this many records: small batches keep tail latency low. */
const BATCH_AGE_MS = 8;
const BATCH_RECORDS = 64;

/** Pause after a batch could not be stored, in ms. */
const RETRY_MS = 1_000;

export interface InvocationRecorderOptions {
  readonly recordsPath: string;
  readonly queue: RecordQueue;
  readonly clock: Clock;
  /** Told when records could not be stored; they are kept and tried again. */
  readonly onFailure: (error: SkeinError) => void;
}

/** Stores records through a thread, in batches that are handed over as one row: the cheapest way for the thread that serves. */
export class EmbeddedInvocationRecorder implements InvocationRecorder {
  readonly #queue: RecordQueue;
  readonly #clock: Clock;
  readonly #onFailure: (error: SkeinError) => void;
  readonly #thread: Thread<RecordBlockRow, RecordsAnswer>;
  #sending: Promise<SkeinError | undefined> | undefined;
  #cancelTimer: (() => void) | undefined;
  #hasFailed = false;
  #closed = false;

  constructor({ recordsPath, queue, clock, onFailure }: InvocationRecorderOptions) {
    this.#queue = queue;
    this.#clock = clock;
    this.#onFailure = onFailure;
    const data: RecordsData = { recordsPath };
    this.#thread = new Thread(siblingModule(import.meta.url, 'records-thread'), data);
  }

  /** Records that were lost because storing fell behind. */
  get droppedCount(): number {
    return this.#queue.droppedCount;
  }

  record(record: InvocationRecord): void {
    if (this.#closed) return;
    this.#queue.add(record);
    this.#sendSoon(BATCH_AGE_MS);
  }

  /** Rejects with `storage_failed` when a batch could not be stored. */
  async flush(): Promise<void> {
    const position = this.#queue.addedCount;
    while (this.#queue.oldestPosition < position) {
      const failure = await this.#send();
      if (failure !== undefined) throw failure;
    }
  }

  /** Stores what was recorded, if it can be, and ends the thread. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush().catch(this.#onFailure);
    this.#cancelTimer?.();
    await this.#thread.close();
  }

  #sendSoon(delayMs: number): void {
    if (this.#sending !== undefined) return;
    if (this.#queue.waitingCount >= BATCH_RECORDS && !this.#hasFailed) void this.#send();
    else this.#cancelTimer ??= this.#clock.after(delayMs, () => void this.#send());
  }

  /** Resolves to what went wrong, if anything. Joins the batch that is on its way, if there is one. */
  #send(): Promise<SkeinError | undefined> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#sending ??= this.#sendBatch();
    return this.#sending;
  }

  async #sendBatch(): Promise<SkeinError | undefined> {
    const failure = await this.#store(this.#queue.takeBatch());
    if (failure === undefined) this.#queue.batchStored();
    else this.#queue.batchFailed();
    this.#hasFailed = failure !== undefined;
    this.#sending = undefined;
    if (failure !== undefined) this.#onFailure(failure);
    if (this.#queue.waitingCount > 0) this.#sendSoon(failure === undefined ? BATCH_AGE_MS : RETRY_MS);
    return failure;
  }

  async #store(batch: readonly InvocationRecord[]): Promise<SkeinError | undefined> {
    try {
      const answer = await this.#thread.ask(toRecordBlock(batch));
      return answer.stored ? undefined : new SkeinError('storage_failed', { reason: answer.reason });
    } catch (error) {
      return toStorageError(error);
    }
  }
}
