import { INVOCATION_RECORDS_WAITING_MAX, INVOCATION_RECORDS_WAITING_MAX_BYTES } from '@skein/contracts';
import type { InvocationRecord } from '@skein/contracts';

/** One batch shares the cost of a commit; turning it into text must still not stop the event loop for a noticeable time. */
const BATCH_MAX_RECORDS = 256;
const BATCH_MAX_BYTES = 1024 * 1024;

/**
 * Records on their way to the disk, bounded in number and size: when storing falls behind, the oldest that wait are dropped and
 * counted. A record can be found here from `add` until its batch is stored. Pure bookkeeping: somebody else does the storing.
 */
export class RecordQueue {
  #waiting: InvocationRecord[] = [];
  #waitingBytes = 0;
  #batch: readonly InvocationRecord[] = [];
  #batchPosition = 0;
  readonly #byId = new Map<string, InvocationRecord>();
  #addedCount = 0;
  #droppedCount = 0;

  /** Records that are not in a batch yet. */
  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** Records added so far; also the position that the next one gets. */
  get addedCount(): number {
    return this.#addedCount;
  }

  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Position of the oldest record that is neither stored nor dropped. */
  get oldestPosition(): number {
    return this.#batch.length > 0 ? this.#batchPosition : this.#addedCount - this.#waiting.length;
  }

  add(record: InvocationRecord): void {
    this.#waiting.push(record);
    this.#waitingBytes += record.log.length;
    this.#byId.set(record.id, record);
    this.#addedCount += 1;
    this.#dropExcess();
  }

  find(id: string): InvocationRecord | undefined {
    return this.#byId.get(id);
  }

  /** The last record of each invocation in the queue. */
  records(): Iterable<InvocationRecord> {
    return this.#byId.values();
  }

  /** Every record in the queue, in the order in which they were added. */
  inOrder(): readonly InvocationRecord[] {
    return [...this.#batch, ...this.#waiting];
  }

  /** The next batch, oldest first; it stays in the queue until it is said whether it was stored. */
  takeBatch(): readonly InvocationRecord[] {
    this.#batchPosition = this.oldestPosition;
    const length = this.#batchLength();
    this.#batch = this.#waiting.splice(0, length);
    this.#waitingBytes -= logBytes(this.#batch);
    return this.#batch;
  }

  batchStored(): void {
    for (const record of this.#batch) this.#forget(record);
    this.#batch = [];
  }

  /** Puts the batch back to the front of the queue. */
  batchFailed(): void {
    this.#waiting = [...this.#batch, ...this.#waiting];
    this.#waitingBytes += logBytes(this.#batch);
    this.#batch = [];
    this.#dropExcess();
  }

  #batchLength(): number {
    let bytes = 0;
    const tooLong = this.#waiting.findIndex((record, index) => {
      bytes += record.log.length;
      return index === BATCH_MAX_RECORDS || (index > 0 && bytes > BATCH_MAX_BYTES);
    });
    return tooLong === -1 ? this.#waiting.length : tooLong;
  }

  #dropExcess(): void {
    while (this.#waiting.length > INVOCATION_RECORDS_WAITING_MAX || this.#waitingBytes > INVOCATION_RECORDS_WAITING_MAX_BYTES) {
      const record = this.#waiting.shift();
      if (record === undefined) return;
      this.#waitingBytes -= record.log.length;
      this.#droppedCount += 1;
      this.#forget(record);
    }
  }

  /** A newer record of the same invocation stays. */
  #forget(record: InvocationRecord): void {
    if (this.#byId.get(record.id) === record) this.#byId.delete(record.id);
  }
}

function logBytes(records: readonly InvocationRecord[]): number {
  return records.reduce((sum, record) => sum + record.log.length, 0);
}
