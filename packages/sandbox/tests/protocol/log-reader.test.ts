import { execFile, spawn } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { LOG_READ_BURST_BYTES, LOG_READ_BYTES_PER_SECOND } from '@skein/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { LogReader } from '../../src/protocol/log-reader.ts';
import { temporaryFolder } from '../support/folders.ts';
import { until } from '../support/processes.ts';

const MEGABYTE = 1024 * 1024;
/** As much as fits into a pipe. */
const BLOCK_BYTES = 64 * 1024;

/** A reader of a pipe, and how much it has read. */
async function openLog() {
  const file = path.join(await temporaryFolder(), 'log');
  await promisify(execFile)('mkfifo', [file]);
  const read = { bytes: 0 };
  const reader = new LogReader(
    file,
    (chunk) => (read.bytes += chunk.length),
    (reason) => expect.fail(reason),
  );
  onTestFinished(() => reader.close());
  return { file, reader, read };
}

/** A process that writes so many bytes, or without end. */
function writer(file: string, megabytes: number | 'no end'): void {
  const count = megabytes === 'no end' ? [] : [`count=${megabytes}`];
  const child = spawn('dd', ['if=/dev/zero', `of=${file}`, 'bs=1M', ...count], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
}

test('what is written is read to the last byte, also what has to wait', async () => {
  const { file, read } = await openLog();
  const megabytes = LOG_READ_BURST_BYTES / MEGABYTE + 4;
  writer(file, megabytes);
  await until(() => read.bytes >= megabytes * MEGABYTE);
  expect(read.bytes).toBe(megabytes * MEGABYTE);
});

test('who writes without end is read in turns, and no more than is allowed', async () => {
  const { file, read } = await openLog();
  const startedMs = performance.now();
  writer(file, 'no end');
  await until(() => read.bytes > LOG_READ_BURST_BYTES + 4 * MEGABYTE);
  const allowed = LOG_READ_BURST_BYTES + ((performance.now() - startedMs) / 1000) * LOG_READ_BYTES_PER_SECOND;
  expect(read.bytes).toBeLessThan(allowed + MEGABYTE);
});

test('what was written before a pause can be read at once, when a call has ended', async () => {
  const { file, reader, read } = await openLog();
  const end = openSync(file, constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(end));
  const block = Buffer.alloc(BLOCK_BYTES);
  // While there is an allowance, the event loop reads and nothing is left to be read at once.
  for (let readAtOnce = 0; readAtOnce === 0;) {
    const before = read.bytes;
    writeSync(end, block);
    reader.drain();
    readAtOnce = read.bytes - before;
    expect([0, BLOCK_BYTES]).toContain(readAtOnce);
    while (read.bytes < before + BLOCK_BYTES) await setImmediate();
  }
  expect(read.bytes).toBeGreaterThan(LOG_READ_BURST_BYTES);
});
