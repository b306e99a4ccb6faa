import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeBill } from '../src/prices/bill.ts';
import { compileCost } from '../src/prices/estimate-cost.ts';
import { loadPriceBook } from '../src/prices/load-price-book.ts';
import { toDollars } from '../src/prices/money.ts';

const book = await loadPriceBook();

it('the quick estimate of a cost is that of the exact bill, for every plan', () => {
  const call = fc.record({
    durationMs: fc.double({ min: 0, max: 900_000, noNaN: true }),
    initMs: fc.double({ min: 0, max: 10_000, noNaN: true }),
    egressBytes: fc.integer({ min: 0, max: 6_000_000 }),
  });
  fc.assert(
    fc.property(fc.constantFrom(...book.plans), fc.integer({ min: 128, max: 10_240 }), call, (plan, memoryMb, used) => {
      const exact = toDollars(makeBill(book.version, plan, { ...used, memoryMb, usedMemoryMb: undefined }, 'exact').total);
      expect(Math.abs(compileCost(plan, memoryMb)(used) - exact)).toBeLessThanOrEqual(exact * 1e-9 + 1e-18);
    }),
  );
});
