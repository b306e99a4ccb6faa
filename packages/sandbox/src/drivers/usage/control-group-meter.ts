import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { UsageMeter } from '../../driver.ts';

const NUMBER_BYTES = 32;

/**
 * Measures all processes of a sandbox together by the peak that their control group keeps: `memory.max_usage_in_bytes` (version 1) or
 * `memory.peak` (version 2). Writing to it starts a new peak; in version 2 for this descriptor only, from Linux 6.12 on, and on
 * older kernels the peak is that of the sandbox's whole life. Cached pages of files that the sandbox read or wrote count too.
 */
export class ControlGroupMeter implements UsageMeter {
  #peak: number | undefined;
  #lastBytes = 0;
  readonly #buffer = Buffer.alloc(NUMBER_BYTES);

  constructor(peakPath: string) {
    this.#peak = openReadWrite(peakPath);
  }

  reset(): void {
    if (this.#peak === undefined) return;
    try {
      writeSync(this.#peak, '0', 0);
    } catch {
      // The kernel keeps one peak for the whole life of the sandbox, or the sandbox is gone.
    }
  }

  peakMemoryBytes(): number {
    if (this.#peak === undefined) return this.#lastBytes;
    try {
      const length = readSync(this.#peak, this.#buffer, 0, NUMBER_BYTES, 0);
      this.#lastBytes = Number(this.#buffer.toString('latin1', 0, length));
    } catch {
      // The control group is gone, and what was read last stays true.
    }
    return this.#lastBytes;
  }

  /** To be called once the sandbox is gone, with the last peak if it is known; it can still be asked for. */
  close(lastBytes: number | null): void {
    this.#lastBytes = lastBytes ?? this.#lastBytes;
    if (this.#peak !== undefined) closeSync(this.#peak);
    this.#peak = undefined;
  }
}

function openReadWrite(path: string): number | undefined {
  for (const flags of ['r+', 'r']) {
    try {
      return openSync(path, flags);
    } catch {
      // Only the owner may reset the peak; and a sandbox may be gone by now.
    }
  }
  return undefined;
}
