import { DEFAULT_SCOPE, EVENT_BODY_MAX_BYTES, mayTouch } from '@skein/contracts';
import { sampleEvent } from '@skein/ports/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { destinationEvent, destinationRecord } from '../src/events/destination-event.ts';
import type { EventEnd } from '../src/events/destination-event.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 12, 0, 0, 5);

function answered(payload: string, failed = false): EventEnd {
  const condition = failed ? 'RetriesExhausted' : 'Success';
  return { condition, runs: 3, answer: { version: '$LATEST', failed, payload: Buffer.from(payload) } };
}

function read(body: string, end: EventEnd): Record<string, unknown> {
  return JSON.parse(destinationRecord(sampleEvent('id', { body: Buffer.from(body) }), end, NOW_MS).toString()) as Record<string, unknown>;
}

describe('the record that a destination gets, in the form of the real service', () => {
  test('of an event whose retries are exhausted', () => {
    expect(read('{"message": 1}', answered('{"errorMessage": "no"}', true))).toEqual({
      version: '1.0',
      timestamp: '2026-11-21T12:00:00.005Z',
      requestContext: {
        requestId: 'id',
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:sample:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { message: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'no' },
    });
  });

  test('of a success there is no error in it, of an event that never ran no answer', () => {
    expect(read('1', answered('null'))).toMatchObject({
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: null,
    });
    expect(read('1', answered('null'))).not.toHaveProperty('responseContext.functionError');
    const record = read('1', { condition: 'EventAgeExceeded', runs: 0, answer: undefined });
    expect(Object.keys(record)).toEqual(['version', 'timestamp', 'requestContext', 'requestPayload']);
  });

  test('holds both payloads as they are', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (request, response) => {
        const record = read(request, answered(response));
        expect(record['requestPayload']).toEqual(JSON.parse(request));
        expect(record['responsePayload']).toEqual(JSON.parse(response));
      }),
    );
  });

  test('what is too large for an event is left out: the answer first, then the event itself', () => {
    const half = JSON.stringify('x'.repeat(EVENT_BODY_MAX_BYTES / 2));
    const whole = JSON.stringify('x'.repeat(EVENT_BODY_MAX_BYTES - 2));
    expect(Object.keys(read(half, answered('1')))).toContain('responsePayload');
    expect(Object.keys(read(half, answered(half)))).toEqual([
      'version',
      'timestamp',
      'requestContext',
      'requestPayload',
      'responseContext',
    ]);
    expect(Object.keys(read(whole, answered('1')))).toEqual(['version', 'timestamp', 'requestContext', 'responseContext']);
  });

  test('is an event of its own, which may call nothing but the destination', () => {
    const options = { destination: { functionName: 'sink', qualifier: '$LATEST' }, id: 'new', nowMs: NOW_MS };
    const event = destinationEvent(sampleEvent('id', { traceId: 'Root=1', callDepth: 2, attempts: 2, error: 'x' }), answered('1'), options);
    expect(event).toMatchObject({
      ...DEFAULT_SCOPE,
      id: 'new',
      functionName: 'sink',
      qualifier: '$LATEST',
      traceId: 'Root=1',
      callDepth: 3,
    });
    expect(event).toMatchObject({ status: 'QUEUED', attempts: 0, error: undefined, acceptedAtMs: NOW_MS, dueAtMs: NOW_MS });
    expect(event.principal).toMatchObject({ id: 'function:sample', kind: 'function', role: 'invoker' });
    expect(['sink', 'sample', 'sinks'].map((name) => mayTouch(event.principal, name))).toEqual([true, false, false]);
  });
});
