import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SandboxUsers } from '../../src/drivers/bubblewrap/sandbox-users.ts';

test('no two live sandboxes ever have the same host user', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat({ max: 9 }), { maxLength: 60 }), (size, steps) => {
      const users = new SandboxUsers(size);
      const live: number[] = [];
      for (const step of steps) {
        if (step < 5 && live.length < size) live.push(users.take());
        else if (live.length > 0) users.giveBack(live.splice(step % live.length, 1)[0] ?? -1);
        expect(new Set(live).size).toBe(live.length);
        expect(live.every((place) => place >= 0 && place < size)).toBe(true);
      }
    }),
  );
});

test('a user that was given back is used again as late as possible', () => {
  const users = new SandboxUsers(3);
  const [first, second] = [users.take(), users.take()];
  users.giveBack(first);
  expect(users.take()).toBe(2);
  users.giveBack(second);
  expect([users.take(), users.take()]).toEqual([first, second]);
});

test('when every user is in use the start of a sandbox fails with a reason', () => {
  const users = new SandboxUsers(1);
  users.take();
  expect(() => users.take()).toThrow(/all 1 users/);
});
