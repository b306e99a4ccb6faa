import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallDeadline } from '../src/call-deadline.ts';
import { HeldClock } from './support/held-clock.ts';

const call = fc.record({
  timeoutMs: fc.integer({ min: 1, max: 900_000 }),
  takesMs: fc.integer({ min: 0, max: 1_000_000 }),
  pauseMs: fc.integer({ min: 0, max: 2_000_000 }),
});

test('a call that takes longer than its timeout is late when that is over, and no other call is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 20 }), async (calls) => {
      const clock = new HeldClock();
      let lateCount = 0;
      const deadline = new CallDeadline(clock, () => (lateCount += 1));
      for (const { timeoutMs, takesMs, pauseMs } of calls) {
        const before = lateCount;
        deadline.begin(clock.monotonicMs(), timeoutMs);
        await clock.advance(Math.min(takesMs, timeoutMs - 1));
        expect(lateCount).toBe(before);
        if (takesMs >= timeoutMs) {
          await clock.advance(1);
          expect(lateCount).toBe(before + 1);
          await clock.advance(takesMs - timeoutMs);
        }
        deadline.end();
        const after = lateCount;
        await clock.advance(pauseMs);
        expect(lateCount).toBe(after);
      }
      deadline.close();
    }),
  );
});

test('calls that end in time share one timer, and none is left when no call will come', async () => {
  const clock = new HeldClock();
  let set = 0;
  let cleared = 0;
  const counting = {
    monotonicMs: () => clock.monotonicMs(),
    after(delayMs: number, callback: () => void) {
      set += 1;
      const cancel = clock.after(delayMs, callback);
      return () => {
        cleared += 1;
        cancel();
      };
    },
  };
  const deadline = new CallDeadline(counting, () => expect.unreachable());
  for (let calls = 0; calls < 100; calls += 1) {
    deadline.begin(clock.monotonicMs(), 3_000);
    await clock.advance(1);
    deadline.end();
  }
  expect({ set, cleared }).toEqual({ set: 1, cleared: 0 });
  deadline.close();
  expect(cleared).toBe(1);
});
