import { closeSync, openSync, readSync } from 'node:fs';

const TEXT_BYTES = 64;

/**
 * Measures what all processes of a sandbox have used of the processor, by what their control group counts: `cpuacct.usage` (version 1, one
 * number in nanoseconds) or `cpu.stat` (version 2, whose first line is `usage_usec` and a number).
 */
export class ProcessorMeter {
  #usage: number | undefined;
  readonly #buffer = Buffer.alloc(TEXT_BYTES);

  constructor(usagePath: string) {
    try {
      this.#usage = openSync(usagePath, 'r');
    } catch {
      // The sandbox is gone already.
    }
  }

  /** In ms of a core; undefined once the sandbox is gone. Costs microseconds. */
  usedMs(): number | undefined {
    if (this.#usage === undefined) return undefined;
    try {
      const length = readSync(this.#usage, this.#buffer, 0, TEXT_BYTES, 0);
      return readUsageMs(this.#buffer.toString('latin1', 0, length));
    } catch {
      return undefined;
    }
  }

  close(): void {
    if (this.#usage !== undefined) closeSync(this.#usage);
    this.#usage = undefined;
  }
}

/** What such a file says, in ms. */
export function readUsageMs(text: string): number | undefined {
  const [, unit, digits] = /^(usage_usec )?(\d+)\n/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) / (unit === undefined ? 1e6 : 1e3);
}
