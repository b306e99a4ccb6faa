import { describe, expect, test } from 'vitest';
import { VirtualClock } from '@skein/ports';
import { EventPace } from '../src/events/event-pace.ts';

const MOST = 32;
const LEAST = 2;

/** A loop that is late by as many ms as the test says: its timers fire so much after they were due. */
class LateClock extends VirtualClock {
  lateMs = 0;

  override after(delayMs: number, callback: () => void): () => void {
    return super.after(delayMs + this.lateMs, callback);
  }
}

function world(requestsComeIn: boolean) {
  const clock = new LateClock(1_000_000);
  let woken = 0;
  const pace = new EventPace({
    most: MOST,
    least: LEAST,
    clock,
    lastRequestAtMs: () => (requestsComeIn ? clock.nowMs() : 0),
    onRoom: () => (woken += 1),
  });
  const pass = (ms: number): Promise<void> => clock.run(() => new Promise((resolve) => clock.after(ms, resolve)));
  return { clock, pace, pass, woken: () => woken };
}

const f = { functionName: 'f' };

describe('how many events run at once', () => {
  test('as many as are its share, in a loop that keeps up', async () => {
    const { pace, pass } = world(true);
    let running = 0;
    for (; pace.delayMs(f) === 0; running += 1) pace.started('f', 0);
    await pass(1_000);
    expect(running).toBe((MOST * 3) / 4);
    expect(pace.limit).toBe(MOST);
  });

  test('fewer and fewer while requests are answered and the loop is late, but never none', async () => {
    const { clock, pace, pass } = world(true);
    pace.started('f', 0);
    clock.lateMs = 20;
    await pass(50);
    expect(pace.limit).toBeLessThan(MOST);
    await pass(1_000);
    expect(pace.limit).toBe(LEAST);
    expect(pace.delayMs(f)).toBe(0);
    pace.started('f', 0);
    expect(pace.delayMs(f)).toBeUndefined();
  });

  test('one of a function that has none running, however full it is: long events of another do not starve it', async () => {
    const { clock, pace, pass } = world(true);
    while (pace.delayMs(f) === 0) pace.started('f', 0);
    clock.lateMs = 20;
    await pass(1_000);
    expect(pace.limit).toBe(LEAST);
    expect(pace.delayMs({ functionName: 'g' })).toBe(0);
    pace.started('g', 0);
    expect(pace.delayMs({ functionName: 'g' })).toBeUndefined();
  });

  test('as many as may, when nobody waits for a request', async () => {
    const { clock, pace, pass } = world(false);
    pace.started('f', 0);
    clock.lateMs = 20;
    await pass(1_000);
    expect(pace.limit).toBe(MOST);
  });

  test('more again, and told of the room, when the loop keeps up again, also when no event has ended', async () => {
    const { clock, pace, pass, woken } = world(true);
    for (let event = 0; event < LEAST; event += 1) pace.started('f', 0);
    clock.lateMs = 20;
    await pass(1_000);
    expect(pace.isFull('f')).toBe(true);
    clock.lateMs = 0;
    await pass(1_000);
    expect(pace.limit).toBe(MOST);
    expect(pace.isFull('f')).toBe(false);
    expect(woken()).toBeGreaterThan(0);
  });
});
