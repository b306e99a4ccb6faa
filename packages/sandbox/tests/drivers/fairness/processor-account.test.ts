import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProcessorAccount, fairShare } from '../../../src/drivers/fairness/processor-account.ts';

const LOOK_MS = 25;
const SHARE = 0.5;
const part = fc.double({ min: 0, max: 1, noNaN: true });

/** Books the same use for some looks in a row; after how many of them it stood behind for the first time, or undefined. */
function booksUntilBehind(account: ProcessorAccount, usedCores: number, looks: number): number | undefined {
  for (let look = 1; look <= looks; look += 1) {
    account.book(usedCores * LOOK_MS, LOOK_MS, SHARE);
    if (account.behind) return look;
  }
  return undefined;
}

test('who never uses more than the share never stands behind', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 200 }), (uses) => {
      const account = new ProcessorAccount();
      for (const use of uses) {
        account.book(use * SHARE * LOOK_MS, LOOK_MS, SHARE);
        expect(account.behind).toBe(false);
      }
    }),
  );
});

test('who takes a whole core stands behind at the second look, and who takes two at the first', () => {
  expect(booksUntilBehind(new ProcessorAccount(), 1, 10)).toBe(2);
  expect(booksUntilBehind(new ProcessorAccount(), 2, 10)).toBe(1);
});

test('a short piece of work is on credit', () => {
  const account = new ProcessorAccount();
  account.book(20, LOOK_MS, SHARE);
  expect(account.behind).toBe(false);
});

test('who stands behind comes to the front by resting, and within two seconds, whatever was used before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 10_000 }), (looks) => {
      const account = new ProcessorAccount();
      booksUntilBehind(account, 1, 10);
      for (let look = 0; look < looks; look += 1) account.book(LOOK_MS, LOOK_MS, SHARE);
      account.book(0, LOOK_MS, SHARE);
      expect(account.behind).toBe(true);
      account.book(0, 2_000, SHARE);
      expect(account.behind).toBe(false);
    }),
  );
});

test('who is kept from the processor while standing behind is in front for less than a twentieth of the time', () => {
  const account = new ProcessorAccount();
  let inFront = 0;
  const looks = 10_000;
  for (let look = 0; look < looks; look += 1) {
    account.book(account.behind ? LOOK_MS * 0.1 : LOOK_MS, LOOK_MS, SHARE);
    if (!account.behind) inFront += 1;
  }
  expect(inFront / looks).toBeLessThan(0.05);
});

test('who hardly uses anything is not counted among those who share', () => {
  const account = new ProcessorAccount();
  account.book(0.1, LOOK_MS, SHARE);
  expect(account.active).toBe(false);
  account.book(1, LOOK_MS, SHARE);
  expect(account.active).toBe(true);
});

test('the share is what is there divided among those who use it, and half a core at most: nobody can be crowded out by small ones', () => {
  expect(fairShare(2, 0)).toBe(0.5);
  expect(fairShare(2, 4)).toBe(0.5);
  expect(fairShare(2, 8)).toBe(0.25);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 128 }), fc.integer({ min: 1, max: 1_000 }), (processors, active) => {
      expect(fairShare(processors, active) * active).toBeLessThanOrEqual(processors + 1e-9);
    }),
  );
});
