import type { InvocationRecord } from '@skein/contracts';

interface Found {
  readonly sequence: number;
  readonly record: InvocationRecord;
}

/** Collects the newest records from blocks that come in no strict order, until older blocks cannot add to them. Pure. */
export class NewestRecords {
  readonly #limit: number;
  readonly #isWanted: (record: InvocationRecord) => boolean;
  readonly #found = new Map<string, Found>();

  constructor(limit: number, isWanted: (record: InvocationRecord) => boolean) {
    this.#limit = limit;
    this.#isWanted = isWanted;
  }

  /** Adds records of one block, oldest first. Of several records of one invocation the one with the highest sequence counts. */
  add(sequence: number, records: readonly InvocationRecord[]): void {
    for (const record of records)
      if (this.#isWanted(record) && (this.#found.get(record.id)?.sequence ?? 0) <= sequence)
        this.#found.set(record.id, { sequence, record });
  }

  /** Whether blocks whose records were all received at this time or earlier, in ms since the epoch, can be left out. */
  isComplete(lastReceivedAtMs: number): boolean {
    if (this.#found.size < this.#limit) return false;
    const oldest = this.list().at(-1);
    return oldest !== undefined && oldest.receivedAtMs > lastReceivedAtMs;
  }

  /** Newest first, by the time they were received; of those received in the same millisecond the one stored later comes first. */
  list(): readonly InvocationRecord[] {
    const newestFirst = [...this.#found.values()].toSorted(
      (left, right) => right.record.receivedAtMs - left.record.receivedAtMs || right.sequence - left.sequence,
    );
    return newestFirst.slice(0, this.#limit).map(({ record }) => record);
  }
}
