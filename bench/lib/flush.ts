import { open } from 'node:fs/promises';
import path from 'node:path';
import { median } from './statistics.ts';

const FLUSHES = 200;
const PAGE_BYTES = 4_096;

/** What a flush of one page to the disk of a folder takes, in ms: the median of many, in a file that grows as a log does. */
export async function measureFlush(folder: string): Promise<number> {
  await using file = await open(path.join(folder, 'flush'), 'w');
  const page = Buffer.alloc(PAGE_BYTES, 1);
  const times: number[] = [];
  for (let flush = 0; flush < FLUSHES; flush += 1) {
    await file.write(page);
    const startedMs = performance.now();
    await file.datasync();
    times.push(performance.now() - startedMs);
  }
  return median(times);
}
