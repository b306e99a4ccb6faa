import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

const BLOCK = Buffer.alloc(4096, 1);
const BLOCKS = 256;

/** How often a second the disk behind a folder makes 4 KiB durable, one after the other, in a file that already has its size. */
export function measureFlushesPerSecond(folder: string, seconds: number): number {
  const file = path.join(folder, 'flush');
  const descriptor = openSync(file, 'w');
  try {
    for (let block = 0; block < BLOCKS; block += 1) writeSync(descriptor, BLOCK);
    fdatasyncSync(descriptor);
    const startedMs = performance.now();
    let flushes = 0;
    for (; performance.now() - startedMs < seconds * 1000; flushes += 1) {
      writeSync(descriptor, BLOCK, 0, BLOCK.length, (flushes % BLOCKS) * BLOCK.length);
      fdatasyncSync(descriptor);
    }
    return flushes / ((performance.now() - startedMs) / 1000);
  } finally {
    closeSync(descriptor);
    rmSync(file);
  }
}
