import { LOG_READ_BURST_BYTES, LOG_READ_BYTES_PER_SECOND } from '@skein/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LogAllowance } from '../../src/protocol/log-allowance.ts';

test('LOG_READ_BURST_BYTES: so much is read at once, and with the last of it the allowance is used up', () => {
  const allowance = new LogAllowance(0);
  expect(allowance.book(LOG_READ_BURST_BYTES - 1024)).toBe(true);
  expect(allowance.book(1024)).toBe(false);
  expect(allowance.isLeft).toBe(false);
});

test('LOG_READ_BYTES_PER_SECOND: so much comes back in a second, and one byte more is too much', () => {
  const allowance = new LogAllowance(0);
  allowance.book(LOG_READ_BURST_BYTES);
  allowance.refill(1_000);
  expect(allowance.book(LOG_READ_BYTES_PER_SECOND - 1)).toBe(true);
  expect(allowance.book(1)).toBe(false);
});

test('never more is read over any time than the burst and what comes back, and one read', () => {
  const step = fc.record({ bytes: fc.integer({ min: 1, max: 65_536 * 100 }), afterMs: fc.integer({ min: 0, max: 200 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const allowance = new LogAllowance(0);
      let [nowMs, read, last] = [0, 0, 0];
      for (const { bytes, afterMs } of steps) {
        nowMs += afterMs;
        allowance.refill(nowMs);
        if (!allowance.isLeft) continue;
        allowance.book(bytes);
        read += bytes;
        last = bytes;
      }
      expect(read - last).toBeLessThanOrEqual(LOG_READ_BURST_BYTES + (nowMs / 1000) * LOG_READ_BYTES_PER_SECOND);
    }),
  );
});

test('who writes byte by byte uses the allowance up too', () => {
  const allowance = new LogAllowance(0);
  let reads = 0;
  while (allowance.isLeft) {
    allowance.book(1);
    reads += 1;
  }
  expect(reads).toBe(LOG_READ_BURST_BYTES / 1024);
});
