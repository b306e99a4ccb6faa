import type { RunRecord, TrialRecord } from '@skein/contracts';
import { drawNormal, seededRandom } from '@skein/sky';
import { describe, expect, test } from 'vitest';
import { compareRuns, renderReport, summarise } from '../src/index.ts';
import { quantile, quantileInterval, sorted } from '../src/statistics/quantile.ts';
import { ratioInterval, shiftInterval } from '../src/statistics/shift.ts';
import { makeTrial } from './support/trial.ts';

const ROUNDS = 2_000;
const CONFIDENCE = 0.95;

const RUN: RunRecord = {
  id: 'r',
  experiment: 'sample',
  description: 'A sample.',
  parameters: {},
  provider: 'skein',
  simulated: false,
  memoryMb: 128,
  seed: 1,
  status: 'failed',
  reason: 'stopped',
  priceBook: '2026-11-20',
  maxUsd: undefined,
  createdAtMs: 0,
  endedAtMs: 1,
  resumes: 0,
  surroundings: {},
  deployments: '[]',
  results: [],
};

/** How often an interval of samples of a distribution holds the true value. */
function coverage(draw: () => readonly number[], isHeld: (sample: readonly number[]) => boolean, rounds = ROUNDS): number {
  let held = 0;
  for (let round = 0; round < rounds; round += 1) held += isHeld(draw()) ? 1 : 0;
  return held / rounds;
}

describe('intervals hold the true value as often as they say, for few values and for ties', () => {
  const random = seededRandom(7);
  const samples = (count: number, round: (value: number) => number): (() => readonly number[]) => {
    return () => Array.from({ length: count }, () => round(Math.exp(drawNormal(random))));
  };
  const exactly = (value: number): number => value;
  /** So coarse that most values are equal: 0, 1 or 2. */
  const coarse = (value: number): number => Math.min(2, Math.floor(value));

  test.each([1, 2, 5, 6, 10, 30, 100])('the median of %d values', (count) => {
    const isHeld = (sample: readonly number[]): boolean => {
      const { low, high } = quantileInterval(sample, 0.5, CONFIDENCE);
      return low <= 1 && 1 <= high;
    };
    expect(coverage(samples(count, exactly), isHeld)).toBeGreaterThan(0.94);
  });

  test.each([5, 20, 100])('the 90th percentile of %d values', (count) => {
    const truth = Math.exp(1.2815515655446004);
    const isHeld = (sample: readonly number[]): boolean => {
      const { low, high } = quantileInterval(sample, 0.9, CONFIDENCE);
      return low <= truth && truth <= high;
    };
    expect(coverage(samples(count, exactly), isHeld)).toBeGreaterThan(0.94);
  });

  test.each([4, 8, 25])('the median of %d values of which most are equal', (count) => {
    // A little more than half of the values are 1 or more: the true median is 1.
    const isHeld = (sample: readonly number[]): boolean => {
      const { low, high } = quantileInterval(sample, 0.5, CONFIDENCE);
      return low <= 1 && 1 <= high;
    };
    const shifted = (value: number): number => coarse(value * 1.2);
    expect(coverage(samples(count, shifted), isHeld)).toBeGreaterThan(0.94);
  });

  test.each([
    [1, 1],
    [3, 3],
    [4, 9],
    [10, 12],
    [60, 60],
  ])('the ratio of two samples of %d and %d values, which is 1', (left, right) => {
    for (const round of [exactly, (value: number) => coarse(value) + 1]) {
      const [first, second] = [samples(left, round), samples(right, round)];
      const isHeld = (sample: readonly number[]): boolean => {
        const { low, high } = ratioInterval(sample, second(), CONFIDENCE);
        return low <= 1 && 1 <= high;
      };
      expect(coverage(first, isHeld, 300)).toBeGreaterThan(0.92);
    }
  });
});

describe('degenerate samples', () => {
  test('no values: nothing is known', () => {
    expect(quantile([], 0.5)).toBeNaN();
    expect(quantileInterval([], 0.5)).toMatchObject({ estimate: Number.NaN, low: -Infinity, high: Infinity });
    expect(shiftInterval([], [1, 2, 3])).toMatchObject({ estimate: Number.NaN, low: -Infinity, high: Infinity });
    expect(ratioInterval([0, -1], [1])).toMatchObject({ estimate: Number.NaN, low: 0, high: Infinity });
  });

  test('values that are all equal: the value, and an interval without width as soon as there are enough', () => {
    expect(
      quantileInterval(
        Array.from({ length: 6 }, () => 7),
        0.5,
      ),
    ).toMatchObject({ estimate: 7, low: 7, high: 7 });
    expect(quantileInterval([7, 7, 7], 0.5)).toMatchObject({ estimate: 7, low: -Infinity, high: Infinity });
    const equal = Array.from({ length: 50 }, () => 20);
    expect(ratioInterval(equal, equal)).toMatchObject({ estimate: 1, low: 1, high: 1 });
    expect(sorted([3, 3, 1])).toEqual([1, 3, 3]);
  });

  test('values of 0 do not spoil a ratio', () => {
    const values = Array.from({ length: 20 }, (_, index) => index);
    expect(
      ratioInterval(
        values,
        values.map((value) => value * 2),
      ).estimate,
    ).toBeCloseTo(2, 6);
  });

  test('two runs of one call each are undecided; without a warm call there is no comparison', () => {
    expect(compareRuns([makeTrial(1)], [makeTrial(2)])[0]).toMatchObject({ latencyVerdict: 'undecided' });
    expect(compareRuns([], [makeTrial(2)])).toEqual([]);
    expect(compareRuns([makeTrial(1, { status: 'failed' })], [makeTrial(2)])).toEqual([]);
  });
});

describe('the report of next to nothing says so, and invents nothing', () => {
  const page = (trials: readonly TrialRecord[]): string => renderReport({ run: RUN, trials });
  const isSound = (html: string): boolean => !/NaN|undefined|null|-?Infinity/.test(html) && html.includes('How it was measured');

  test('no trial at all', () => {
    expect(summarise([])).toMatchObject({ groups: [], totalUsd: 0, failed: [], discarded: [] });
    const html = page([]);
    expect(isSound(html)).toBe(true);
    expect(html).toContain('No call was made.');
    expect(html).not.toContain('<svg');
  });

  test('failures only: counted with their reasons, without a latency', () => {
    const trials = Array.from({ length: 7 }, (_, index) =>
      makeTrial(index, { status: 'failed', reason: index < 5 ? 'timeout' : 'refused' }),
    );
    const [group] = summarise(trials).groups;
    expect(group).toMatchObject({ count: 7, failures: { estimate: 1, high: 1 }, tailRatio: Number.NaN, usdPerMillion: Number.NaN });
    const html = page(trials);
    expect(isSound(html)).toBe(true);
    expect(html).toMatch(/timeout<\/td><td>5/);
    expect(html).toMatch(/refused<\/td><td>2/);
    expect(html).toContain('100 % [');
    expect(html).toContain('calls of which nobody has said what they used: 7');
  });

  test('discarded trials only: no group, and why', () => {
    const html = page([makeTrial(1, { status: 'discarded', reason: 'made the function warm again' })]);
    expect(isSound(html)).toBe(true);
    expect(html).toContain('made the function warm again');
  });

  test('one call: its latency, and that it is too few for an interval', () => {
    const html = page([makeTrial(1)]);
    expect(isSound(html)).toBe(true);
    expect(html).toContain('20 (too few)');
  });

  test('calls that all took the same time, and some that took none', () => {
    expect(isSound(page(Array.from({ length: 40 }, (_, index) => makeTrial(index))))).toBe(true);
    expect(isSound(page([makeTrial(1, { endedAtMs: 10 }), makeTrial(2, { endedAtMs: 20 })]))).toBe(true);
  });
});
