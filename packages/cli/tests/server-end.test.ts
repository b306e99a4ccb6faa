import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideNext } from '../src/supervisor/server-end.ts';
import type { ServerEnd } from '../src/supervisor/server-end.ts';

const FIRST = { crashes: 0, wasUp: false };
const LATER = { crashes: 0, wasUp: true };
const killed: ServerEnd = { exitCode: undefined, signal: 'SIGKILL', upMs: 10, told: undefined };
const refused: ServerEnd = { exitCode: 1, signal: undefined, upMs: undefined, told: undefined };

describe('after the end of a server, the process that keeps the port', () => {
  test('finishes when it was told to stop; what failed meanwhile is told on', () => {
    expect(decideNext({ ...killed, told: 'stop' }, LATER)).toEqual({ action: 'finish', failed: true });
    for (const end of [
      { exitCode: 0, signal: undefined },
      { exitCode: undefined, signal: 'SIGTERM' as const },
    ])
      expect(decideNext({ ...killed, ...end, told: 'stop' }, LATER)).toEqual({ action: 'finish', failed: false });
  });

  test('starts the next at once when it was told to restart, however the last one ended', () => {
    for (const end of [killed, refused, { ...killed, exitCode: 0, signal: undefined }])
      expect(decideNext({ ...end, told: 'restart' }, { crashes: 5, wasUp: true })).toEqual({ action: 'start', afterMs: 0, crashes: 0 });
  });

  test('finishes when the first server refuses to start, and tries again when a later one does', () => {
    expect(decideNext(refused, FIRST)).toEqual({ action: 'finish', failed: true });
    expect(decideNext(refused, LATER)).toMatchObject({ action: 'start' });
  });

  test('finishes when somebody else has told the server to end, and it did', () => {
    expect(decideNext({ ...killed, exitCode: 0, signal: undefined }, FIRST)).toEqual({ action: 'finish', failed: false });
  });

  test('starts the next at once after a crash, and waits longer and longer, up to 30 s, while servers crash soon', () => {
    const waits: number[] = [];
    for (let crashes = 0; crashes < 9;) {
      const next = decideNext(killed, { crashes, wasUp: true });
      if (next.action !== 'start') throw new Error('gave up');
      waits.push(next.afterMs);
      crashes = next.crashes;
    }
    expect(waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(decideNext({ ...killed, upMs: 60_000 }, { crashes: 9, wasUp: true })).toEqual({ action: 'start', afterMs: 0, crashes: 1 });
  });

  test('never waits longer, and never gives up a port that a server has once served, unless it was told', () => {
    const end = fc.record({
      exitCode: fc.constantFrom(undefined, 1, 134),
      signal: fc.constantFrom(undefined, 'SIGKILL' as const),
      upMs: fc.option(fc.nat(), { nil: undefined }),
      told: fc.constantFrom(undefined, 'restart' as const),
    });
    fc.assert(
      fc.property(end, fc.nat(), (ended, crashes) => {
        const next = decideNext(ended, { crashes, wasUp: true });
        expect(next).toMatchObject({ action: 'start' });
        if (next.action === 'start') expect(next.afterMs).toBeLessThanOrEqual(30_000);
      }),
    );
  });
});
