import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderLog, tailOf } from '../src/index.ts';
import type { Usage } from '../src/index.ts';

const USAGE: Usage = {
  durationMs: 1.234,
  billedMs: 103,
  initMs: 101.5,
  memoryMb: 128,
  maxMemoryMb: 12,
  cold: 'first',
  prewarmed: true,
  sandboxId: 's',
  driver: 'process',
};

describe('the log of an invocation', () => {
  test('has START, the output, END and a REPORT line with tabs, as on Lambda', () => {
    const source = { id: 'abc', version: '$LATEST', log: 'one\ntwo', logDroppedBytes: 0, notices: [], usage: USAGE };
    expect(renderLog(source)).toBe(
      'START RequestId: abc Version: $LATEST\none\ntwo\nEND RequestId: abc\nREPORT RequestId: abc\tDuration: 1.23 ms\t' +
        'Billed Duration: 103 ms\tMemory Size: 128 MB\tMax Memory Used: 12 MB\tInit Duration: 101.50 ms\t\n',
    );
  });

  test('the tail is at most as long as asked for and never cuts a character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(64), (text, limit) => {
        const tail = tailOf(text, limit);
        expect(tail.length).toBeLessThanOrEqual(limit);
        expect(Buffer.from(text).subarray(Buffer.byteLength(text) - tail.length)).toEqual(tail);
        expect(Buffer.from(tail.toString())).toEqual(tail);
      }),
    );
  });
});
