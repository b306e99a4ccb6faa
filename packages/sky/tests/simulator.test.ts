import { expect, it } from 'vitest';
import { contextual } from '../src/policy/contextual/contextual.ts';
import { loadPriceBook } from '../src/prices/load-price-book.ts';
import { bootstrapInterval, compare } from '../src/simulator/compare.ts';
import { drawComparison } from '../src/simulator/picture.ts';
import { COMPARED_POLICIES } from '../src/simulator/policies.ts';
import { anyPolicy } from '../src/policy/policy-run.ts';
import { STANDARD_SETTING, simulate } from '../src/simulator/simulate.ts';
import { seededRandom } from '../src/random/random.ts';

const book = await loadPriceBook();
const SEEDS = 20;

it("in the standard setting the contextual policy's mean cost over the best fixed arm in hindsight is at most 1.15 at 20 calls and 1.10 at 200 on 20 fresh seeds", () => {
  const firstSeed = Math.floor(Math.random() * 1_000_000);
  console.log(`seeds from ${firstSeed}`);
  const seeds = Array.from({ length: SEEDS }, (_, index) => firstSeed + index);
  const options = { book, policies: [anyPolicy(contextual())], setting: STANDARD_SETTING, functionCount: 100, checkpoints: [20, 200] };
  const [early, late] = compare(options, seeds);
  expect(early?.ratio, `at 20 calls, seeds from ${firstSeed}`).toBeLessThanOrEqual(1.15);
  expect(late?.ratio, `at 200 calls, seeds from ${firstSeed}`).toBeLessThanOrEqual(1.1);
}, 120_000);

it('`skein sky simulate` compares the policies and baselines: every one has a ratio with an interval around it, and a bar in the picture', () => {
  const options = { book, policies: COMPARED_POLICIES, setting: STANDARD_SETTING, functionCount: 40, checkpoints: [20, 60] };
  const comparisons = compare(options, [7, 8]);
  expect(comparisons.map(({ policy, calls }) => `${policy} ${calls}`)).toHaveLength(COMPARED_POLICIES.length * 2);
  for (const { ratio, low, high, least, greatest } of comparisons) {
    expect(low).toBeLessThanOrEqual(high);
    expect(ratio).toBeGreaterThanOrEqual(least);
    expect(ratio).toBeLessThanOrEqual(greatest);
    expect(least).toBeGreaterThan(0.9);
  }
  const picture = drawComparison(comparisons, 'A <title> & more');
  expect(picture.match(/<rect x=/g)).toHaveLength(comparisons.length);
  expect(picture).toContain('A &lt;title&gt; &amp; more');
  expect(picture).toContain('simulated');
});

it('the same seed gives the same costs, and policies do not disturb each other', () => {
  const options = { book, setting: STANDARD_SETTING, functionCount: 5, checkpoints: [30], seed: 11 };
  const all = simulate({ ...options, policies: COMPARED_POLICIES });
  expect(simulate({ ...options, policies: COMPARED_POLICIES })).toEqual(all);
  expect(all.map(({ best }) => best)).toHaveLength(5);
});

it('the bootstrap interval of a ratio covers the truth about as often as it says', () => {
  const random = seededRandom(5);
  let covered = 0;
  const trials = 40;
  for (let trial = 0; trial < trials; trial += 1) {
    const pairs = Array.from({ length: 60 }, () => [2 * (0.5 + random()), 0.5 + random()] as const);
    const { low, high } = bootstrapInterval(pairs, random);
    if (low <= 2 && high >= 2) covered += 1;
  }
  expect(covered).toBeGreaterThanOrEqual(trials * 0.85);
});
