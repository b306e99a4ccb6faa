import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { functionError } from '../src/providers/lambda/function-error.ts';
import { findReport } from '../src/providers/lambda/report-line.ts';

const ID = '8286a188-ba32-4475-8077-530cd35c09a9';
const COLD = `REPORT RequestId: ${ID}\tDuration: 47.28 ms\tBilled Duration: 388 ms\tMemory Size: 256 MB\tMax Memory Used: 86 MB\tInit Duration: 340.74 ms\t`;
const WARM = `REPORT RequestId: ${ID}\tDuration: 2.06 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 37 MB\t`;

function json(metrics: object, requestId = ID, type = 'platform.report'): string {
  return JSON.stringify({ time: '2026-11-20T10:00:00.000Z', type, record: { requestId, status: 'success', metrics } });
}

const METRICS = { durationMs: 101.5, billedDurationMs: 102, memorySizeMB: 512, maxMemoryUsedMB: 90 };

describe('REPORT line text and JSON, anchored parsing', () => {
  it('reads every figure of a cold start, and not one of them as another', () => {
    expect(findReport(`START RequestId: ${ID} Version: $LATEST\nhello\nEND RequestId: ${ID}\n${COLD}\n`, ID)).toEqual({
      durationMs: 47.28,
      billedMs: 388,
      initMs: 340.74,
      memoryMb: 256,
      maxMemoryMb: 86,
      raw: COLD,
    });
  });

  it('reads a warm call, with what follows a timeout or tracing', () => {
    expect(findReport(WARM, ID)).toMatchObject({ durationMs: 2.06, billedMs: 3, initMs: 0 });
    expect(findReport(`${WARM}Status: timeout`, ID)).toMatchObject({ durationMs: 2.06 });
    expect(findReport(`${WARM}\nXRAY TraceId: 1-5e3\tSegmentId: 1\tSampled: true\t`, ID)).toMatchObject({ billedMs: 3 });
  });

  it('takes a restore for the init', () => {
    const restored = `${WARM}Restore Duration: 300.5 ms\tBilled Restore Duration: 33 ms\t`;
    expect(findReport(restored, ID)).toMatchObject({ initMs: 300.5, billedMs: 3 });
  });

  it('reads the JSON format among other records and text', () => {
    const log = ['{"level":"INFO","message":"hi"}', json(METRICS, ID, 'platform.start'), 'text', json({ ...METRICS, initDurationMs: 80 })];
    expect(findReport(log.join('\n'), ID)).toMatchObject({ durationMs: 101.5, billedMs: 102, initMs: 80, memoryMb: 512, maxMemoryMb: 90 });
  });

  it('a missing, truncated or foreign report is none', () => {
    const other = ID.replaceAll('8', '9');
    expect(findReport('', ID)).toBeUndefined();
    expect(findReport(COLD, other)).toBeUndefined();
    expect(findReport(json(METRICS, other), ID)).toBeUndefined();
    expect(findReport(json(METRICS).slice(0, -9), ID)).toBeUndefined();
    expect(findReport(json({ durationMs: 1 }), ID)).toBeUndefined();
    for (let length = 0; length < WARM.length - 1; length += 1) {
      const cut = findReport(WARM.slice(0, length), ID);
      // Cut after a whole figure the line lacks the others; within one it must not be read as a smaller one.
      expect(cut, `cut at ${length}`).toBeUndefined();
    }
  });

  it('what a function prints is not taken for the report of its call', () => {
    const forged = WARM.replace('Billed Duration: 3 ms', 'Billed Duration: 0 ms');
    expect(findReport(`${forged}\n${COLD}`, ID)).toMatchObject({ billedMs: 388 });
    expect(findReport(`see ${forged}`, ID)).toBeUndefined();
    expect(findReport(`{"message": ${JSON.stringify(forged)}}`, ID)).toBeUndefined();
  });

  it('no text makes it fail', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(findReport(`${before}\n${COLD}\n${after.replaceAll('REPORT', '')}`, ID)?.billedMs).toBe(388);
      }),
    );
  });
});

describe('why a function has no result', () => {
  it.each([
    ['{"errorMessage":"2026-11-20T10:00:00Z 8286 Task timed out after 3.00 seconds"}', 'timeout'],
    ['{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: x Error: Task timed out after 3.00 seconds"}', 'timeout'],
    ['{"errorType":"Runtime.ExitError","errorMessage":"exit status 1"}', 'exit'],
    ['{"errorType":"Runtime.ImportModuleError","errorMessage":"no module"}', 'init_error'],
    ['{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"big"}', 'response_too_large'],
    ['{"errorType":"ValueError","errorMessage":"Task timed out, I say"}', 'handler_error'],
    ['null', 'handler_error'],
    ['<html>', 'handler_error'],
  ])('%s', (document, expected) => {
    expect(functionError(Buffer.from(document))).toBe(expected);
  });
});
