import { OUTCOME_ERRORS, SkeinError } from '@skein/contracts';
import type { Outcome, OutcomeError, QueuedEvent } from '@skein/contracts';
import { sampleEvent } from '@skein/ports/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideEvent, expireEvent, policyFor } from '../src/events/event-policy.ts';
import type { EventPolicy, EventTry } from '../src/events/event-policy.ts';

const POLICY: EventPolicy = { retryDelaysMs: [60_000, 120_000], maxAgeMs: 21_600_000 };
const THROTTLED: EventTry = { refusal: new SkeinError('too_many_requests', { limit: 1 }) };

function ended(error?: OutcomeError): EventTry {
  return { outcome: { status: error === undefined ? 'SUCCEEDED' : 'FAILED', error } as Outcome };
}

/** Tries an event again and again with one result, always when it is due; the times of the tries and how it ended. */
function tryOut(event: QueuedEvent, tried: EventTry, random = 0.5): { dueMs: number[]; last: QueuedEvent | 'finished' } {
  const dueMs: number[] = [];
  let current = event;
  for (;;) {
    dueMs.push(current.dueAtMs - event.acceptedAtMs);
    const decision = decideEvent(current, POLICY, tried, current.dueAtMs, random);
    if (decision.finished) return { dueMs, last: 'finished' };
    current = { ...current, ...decision.progress };
    if (current.status !== 'QUEUED') return { dueMs, last: current };
  }
}

describe('Events: at least once', () => {
  test('an event that ran without an error is finished', () => {
    expect(tryOut(sampleEvent('a'), ended())).toEqual({ dueMs: [0], last: 'finished' });
  });

  test('function errors retried twice after 1 and 2 minutes, then FAILED with the error', () => {
    for (const error of OUTCOME_ERRORS.filter((each) => each !== 'sandbox_failure' && each !== 'cancelled')) {
      const { dueMs, last } = tryOut(sampleEvent('a'), ended(error));
      expect(dueMs).toEqual([0, 60_000, 180_000]);
      expect(last).toMatchObject({ status: 'FAILED', error, attempts: 3, settledAtMs: expect.any(Number) });
    }
  });

  test.each([
    ['throttles', THROTTLED],
    ['system errors', ended('sandbox_failure')],
    ['a server that cannot store', { refusal: new SkeinError('storage_failed', { reason: 'full' }) }],
  ] as const)('%s with backoff up to MaximumEventAge (6 h), then EXPIRED with the error', (_, tried) => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
        const { dueMs, last } = tryOut(sampleEvent('a'), tried, random);
        const waits = dueMs.slice(1).map((due, index) => due - (dueMs[index] ?? 0));
        expect(waits[0]).toBeGreaterThanOrEqual(500);
        expect(Math.max(...waits)).toBeLessThanOrEqual(300_000);
        for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(Math.min(150_000, 500 * 2 ** index));
        expect(dueMs.at(-1)).toBeLessThanOrEqual(POLICY.maxAgeMs);
        expect(last).toMatchObject({ status: 'EXPIRED', error: expect.any(String), attempts: 0 });
      }),
    );
  });

  test('an event whose function was deleted fails at once', () => {
    const { dueMs, last } = tryOut(sampleEvent('a'), { refusal: new SkeinError('function_not_found', { functionName: 'gone' }) });
    expect(dueMs).toEqual([0]);
    expect(last).toMatchObject({ status: 'FAILED', error: expect.stringContaining('gone') });
  });

  test('an event that was too old before its first try expires without one', () => {
    const event = sampleEvent('a');
    expect(expireEvent(event, POLICY, event.acceptedAtMs + POLICY.maxAgeMs)).toBeUndefined();
    expect(expireEvent(event, POLICY, event.acceptedAtMs + POLICY.maxAgeMs + 1)).toMatchObject({ status: 'EXPIRED' });
  });
});

describe('retried as the settings of the function say', () => {
  const config = { ...sampleEvent('a'), qualifier: '$LATEST', modifiedAtMs: 0 };

  test.each([
    ['nothing set: as the server has it', {}, POLICY, POLICY],
    ['no retries', { maxRetries: 0 }, POLICY, { ...POLICY, retryDelaysMs: [] }],
    ['one retry', { maxRetries: 1 }, POLICY, { ...POLICY, retryDelaysMs: [60_000] }],
    ['more than the server has waits', { maxRetries: 2 }, { ...POLICY, retryDelaysMs: [5] }, { ...POLICY, retryDelaysMs: [5, 5] }],
    ['a server without retries', { maxRetries: 2 }, { ...POLICY, retryDelaysMs: [] }, POLICY],
    ['an age', { maxAgeSeconds: 60 }, POLICY, { ...POLICY, maxAgeMs: 60_000 }],
  ])('%s', (_, settings, server, expected) => {
    expect(policyFor(server, { ...config, ...settings })).toEqual(expected);
  });

  test('nothing stored', () => {
    expect(policyFor(POLICY, undefined)).toEqual(POLICY);
  });
});
