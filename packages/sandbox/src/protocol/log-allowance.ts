import { LOG_READ_BURST_BYTES, LOG_READ_BYTES_PER_SECOND } from '@skein/contracts';

/** What reading costs the server besides the bytes, in bytes that cost as much: who writes little by little is not read for nothing. */
const READ_COST_BYTES = 1024;

/** How much of a sandbox's output may be read now: a burst, which comes back with time. */
export class LogAllowance {
  #bytes = LOG_READ_BURST_BYTES;
  #atMs: number;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  /** Books one read of so many bytes. Whether more may be read at once. */
  book(bytes: number): boolean {
    this.#bytes -= Math.max(bytes, READ_COST_BYTES);
    return this.#bytes > 0;
  }

  /** Adds what time has brought. */
  refill(nowMs: number): void {
    const earned = ((nowMs - this.#atMs) / 1000) * LOG_READ_BYTES_PER_SECOND;
    this.#bytes = Math.min(LOG_READ_BURST_BYTES, this.#bytes + earned);
    this.#atMs = nowMs;
  }

  /** Whether anything may be read. */
  get isLeft(): boolean {
    return this.#bytes > 0;
  }
}
