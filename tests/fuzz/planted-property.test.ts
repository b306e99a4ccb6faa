import fc from 'fast-check';
import { expect, test } from 'vitest';

const SMALL = 1_000;
const RUNS: { readonly numRuns: number } = { numRuns: 100, ...fc.readConfigureGlobal() };

/** Holds in an ordinary run. In a long one it breaks, so that `fuzz.test.ts` can see how that is told. */
test('any number is small', () => {
  const isLong = process.env['SKEIN_FUZZ_REPORT'] !== undefined;
  fc.assert(
    fc.property(fc.nat({ max: SMALL * SMALL }), (number) => {
      if (isLong) expect(number).toBeLessThan(SMALL);
    }),
    RUNS,
  );
});
