import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialAtMost } from '../src/statistics/binomial.ts';
import { normalQuantile, normalShareBelow } from '../src/statistics/normal.ts';
import { quantile, quantileInterval, quantileRanks } from '../src/statistics/quantile.ts';
import { ratioInterval, shiftInterval } from '../src/statistics/shift.ts';
import { shareInterval } from '../src/statistics/wilson.ts';

describe('checked against published values', () => {
  test.each([
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.5, 0],
    [0.0001, -3.719016485455709],
  ])('the %d quantile of the normal distribution', (share, z) => {
    expect(normalQuantile(share)).toBeCloseTo(z, 10);
    expect(normalShareBelow(z)).toBeCloseTo(share, 12);
  });

  // The table of the sign test's confidence limits for a median at 95 % (Dixon and Massey; Conover).
  test.each([
    [6, 1, 6],
    [8, 1, 8],
    [10, 2, 9],
    [15, 4, 12],
    [20, 6, 15],
    [25, 8, 18],
    [30, 10, 21],
    [50, 18, 33],
    [100, 40, 61],
  ])('the median of %d values lies between the values of rank %d and %d', (count, low, high) => {
    expect(quantileRanks(count, 0.5, 0.95)).toEqual({ low, high });
  });

  test('five values bound no median at 95 %, and thirty no 99th percentile from above', () => {
    expect(quantileRanks(5, 0.5, 0.95)).toEqual({ low: 0, high: 6 });
    expect(quantileInterval([1, 2, 3, 4, 5], 0.5)).toMatchObject({ estimate: 3, low: -Infinity, high: Infinity });
    expect(quantileRanks(30, 0.99, 0.95).high).toBe(31);
  });

  // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%d failures of %d', (count, total, low, high) => {
    const interval = shareInterval(count, total);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test('the permeability of the chorioamnion (Hollander and Wolfe, examples 4.1, 4.3 and 4.4)', () => {
    const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const early = [1.15, 0.88, 0.9, 0.74, 1.21];
    const { estimate, low, high } = shiftInterval(atTerm, early, 0.96);
    expect(estimate).toBeCloseTo(-0.305, 10);
    expect(low).toBeCloseTo(-0.76, 10);
    expect(high).toBeCloseTo(0.15, 10);
  });

  test('ten tosses of a coin', () => {
    expect(binomialAtMost(2, 10, 0.5)).toBeCloseTo(56 / 1024, 12);
    expect(binomialAtMost(5_000, 10_000, 0.5)).toBeCloseTo(0.503989, 5);
  });
});

describe('what must hold for all samples', () => {
  const sample = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

  test('an interval encloses its estimate, and a surer one is no narrower', () => {
    fc.assert(
      fc.property(sample, sample, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (first, second, share) => {
        for (const [narrow, wide] of [
          [quantileInterval(first, share, 0.9), quantileInterval(first, share, 0.99)],
          [shiftInterval(first, second, 0.9), shiftInterval(first, second, 0.99)],
        ] as const) {
          expect(narrow.low).toBeLessThanOrEqual(narrow.estimate);
          expect(narrow.high).toBeGreaterThanOrEqual(narrow.estimate);
          expect(wide.low).toBeLessThanOrEqual(narrow.low);
          expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
        }
      }),
    );
  });

  test('quantiles lie between the extremes and grow with the share', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const ascending = values.toSorted((left, right) => left - right);
        const found = [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(ascending, share));
        expect(found).toEqual(found.toSorted((left, right) => left - right));
        expect([found[0], found[4]]).toEqual([ascending[0], ascending.at(-1)]);
      }),
    );
  });

  test('a sample that is multiplied has that ratio', () => {
    fc.assert(
      fc.property(sample, fc.double({ min: 0.1, max: 10, noNaN: true }), (values, factor) => {
        const { estimate } = ratioInterval(
          values,
          values.map((value) => value * factor),
        );
        expect(estimate / factor).toBeCloseTo(1, 6);
      }),
    );
  });
});
