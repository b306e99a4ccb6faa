import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeOrderedId } from '../src/index.ts';

/** The last millisecond that 48 bits can hold. */
const LAST_MS = 2 ** 48 - 1;

test('ids are UUIDs of version 7 that carry their time, and later ones are greater', () => {
  // The example of RFC 9562, appendix A.6.
  expect(timeOrderedId(0x01_7f_22_e2_79_b0, '00000000-0000-4cc3-98c4-dc0c0c07398f')).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LAST_MS - 1 }), (nowMs) => {
      const id = timeOrderedId(nowMs, randomUUID());
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(nowMs);
      expect(id < timeOrderedId(nowMs + 1, randomUUID())).toBe(true);
    }),
  );
});
