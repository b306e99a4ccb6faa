import { strict as assert } from 'node:assert';
import { REGISTRY_WRITES_WAITING_MAX, SkeinError } from '@skein/contracts';
import type { JobResult } from './run-batch.ts';
import { toStorageError } from './storage-error.ts';
import type { Thread } from './thread.ts';

/** Makes batches durable, one after the other, with one result for each job: the thread that writes, or what stands in for it. */
export type BatchThread<Job> = Pick<Thread<readonly Job[], readonly JobResult[]>, 'ask' | 'close'>;

interface WaitingJob<Job> {
  readonly job: Job;
  readonly resolve: () => void;
  readonly reject: (error: SkeinError) => void;
}

/**
 * Hands jobs to a thread that writes a database. One batch is on its way at a time; the next is what was submitted meanwhile, so
 * one flush serves all who wait, and the event loop never waits for the disk.
 */
export class BatchWriter<Job> {
  readonly #thread: BatchThread<Job>;
  readonly #waiting: WaitingJob<Job>[] = [];
  #sending: Promise<void> | undefined;
  #closed = false;
  #batchCount = 0;

  constructor(thread: BatchThread<Job>) {
    this.#thread = thread;
  }

  /** Batches written so far, each with one commit and one flush. */
  get batchCount(): number {
    return this.#batchCount;
  }

  /** Resolves when the job's change is durable. Rejects with the job's own error, `storage_failed` or `shutting_down`. */
  submit(job: Job): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new SkeinError('shutting_down');
      if (this.#waiting.length >= REGISTRY_WRITES_WAITING_MAX) {
        throw new SkeinError('storage_failed', { reason: `${REGISTRY_WRITES_WAITING_MAX} changes are waiting to be written` });
      }
      this.#waiting.push({ job, resolve, reject });
      this.#sending ??= this.#sendBatches();
    });
  }

  /** Writes what was submitted, then ends the thread. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#sending;
    await this.#thread.close();
  }

  async #sendBatches(): Promise<void> {
    // Requests that arrive in the same turn of the event loop share the first batch.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) await this.#sendBatch(this.#waiting.splice(0));
    this.#sending = undefined;
  }

  async #sendBatch(batch: readonly WaitingJob<Job>[]): Promise<void> {
    try {
      const results = await this.#thread.ask(batch.map(({ job }) => job));
      this.#batchCount += 1;
      for (const [index, waiting] of batch.entries()) settle(waiting, results[index]);
    } catch (error) {
      for (const { reject } of batch) reject(toStorageError(error));
    }
  }
}

function settle({ resolve, reject }: WaitingJob<unknown>, result: JobResult | undefined): void {
  assert(result !== undefined, 'the thread gives one result for each job');
  if (result.done) resolve();
  else reject(new SkeinError(result.code, result.details));
}
