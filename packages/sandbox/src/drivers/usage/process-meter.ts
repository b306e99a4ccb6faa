import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import type { UsageMeter } from '../../driver.ts';

const STATUS_BYTES = 4096;
/** What to write to `clear_refs` to reset the peak; proc(5). */
const RESET_PEAK = '5';

/**
 * Measures one process by its entry in /proc, for sandboxes without a memory control group. Children of the process are not counted.
 */
export class ProcessMeter implements UsageMeter {
  readonly #pid: number;
  readonly #status: number | undefined;
  readonly #buffer = Buffer.alloc(STATUS_BYTES);

  constructor(pid: number) {
    this.#pid = pid;
    this.#status = openIfAlive(`/proc/${pid}/status`);
  }

  reset(): void {
    try {
      writeFileSync(`/proc/${this.#pid}/clear_refs`, RESET_PEAK);
    } catch {
      // The process is gone, or the kernel does not offer it; the peak then is that of the process's whole life.
    }
  }

  peakMemoryBytes(): number {
    if (this.#status === undefined) return 0;
    try {
      const length = readSync(this.#status, this.#buffer, 0, STATUS_BYTES, 0);
      const match = /^VmHWM:\s+(\d+) kB/m.exec(this.#buffer.toString('latin1', 0, length));
      return Number(match?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  }

  /** To be called once the process is gone. */
  close(): void {
    if (this.#status !== undefined) closeSync(this.#status);
  }
}

function openIfAlive(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
