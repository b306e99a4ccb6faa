import { sampleEvent } from '@skein/ports/conformance';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fairPace } from '../src/events/pace.ts';

const LIMIT = 32;

/** Starts events of functions, by their numbers, as far as they may; how many run of each. */
function startAll(wanted: readonly number[], limit: number): Map<number, number> {
  const pace = fairPace(limit);
  const running = new Map<number, number>();
  for (const number of wanted) {
    const functionName = `f${number}`;
    if (pace.delayMs(sampleEvent('a', { functionName }), 0) !== 0) continue;
    pace.started(functionName, 0);
    running.set(number, (running.get(number) ?? 0) + 1);
  }
  return running;
}

test('order fair between functions: however long the events of one run, those of another start at once', () => {
  const hogs = Array.from({ length: 1_000 }, () => 0);
  expect(startAll([...hogs, 1, 2, 3], LIMIT)).toEqual(new Map([0, 1, 2, 3].map((number) => [number, number === 0 ? 24 : 1])));
});

test('never more than the limit at once, and one of each function as long as there is room', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 200 }), (wanted) => {
      const running = startAll(wanted, LIMIT);
      expect([...running.values()].reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(LIMIT);
      expect(new Set(running.keys())).toEqual(new Set(wanted));
    }),
  );
});

test('room comes back when events end', () => {
  const pace = fairPace(1);
  const [first, second] = [sampleEvent('a', { functionName: 'f' }), sampleEvent('b', { functionName: 'g' })];
  for (let turn = 0; turn < 3; turn += 1) {
    expect(pace.delayMs(first, 0)).toBe(0);
    pace.started('f', 0);
    expect([pace.delayMs(first, 0), pace.delayMs(second, 0)]).toEqual([undefined, undefined]);
    pace.ended('f', 1, 0);
  }
});
