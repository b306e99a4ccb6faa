import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import type { UsageMeter } from '../../driver.ts';

const STATUS_BYTES = 4096;
/** What to write to `clear_refs` to reset the peak; proc(5). */
const RESET_PEAK = '5';

/** Measures one process by its entry in /proc, for sandboxes without a memory control group. Its children are not counted. */
export class ProcessMeter implements UsageMeter {
  #pid: number | undefined;
  #status: number | undefined;
  #lastBytes = 0;
  readonly #buffer = Buffer.alloc(STATUS_BYTES);

  /** Says which process to measure; it may become known only after the sandbox has started. */
  measure(pid: number): void {
    this.close();
    try {
      this.#status = openSync(`/proc/${pid}/status`, 'r');
      this.#pid = pid;
    } catch {
      // The process is gone already: there is nothing left to measure.
    }
  }

  reset(): void {
    if (this.#pid === undefined) return;
    try {
      writeFileSync(`/proc/${this.#pid}/clear_refs`, RESET_PEAK);
    } catch {
      // The process is gone, or the kernel does not offer it; the peak then is that of the process's whole life.
    }
  }

  peakMemoryBytes(): number {
    if (this.#status === undefined) return this.#lastBytes;
    try {
      const length = readSync(this.#status, this.#buffer, 0, STATUS_BYTES, 0);
      const match = /^VmHWM:\s+(\d+) kB/m.exec(this.#buffer.toString('latin1', 0, length));
      if (match !== null) this.#lastBytes = Number(match[1]) * 1024;
    } catch {
      // The process is gone, and what was read last stays true.
    }
    return this.#lastBytes;
  }

  /** To be called once the process is gone; the last peak that was read can still be asked for. */
  close(): void {
    if (this.#status !== undefined) closeSync(this.#status);
    this.#status = undefined;
    this.#pid = undefined;
  }
}
