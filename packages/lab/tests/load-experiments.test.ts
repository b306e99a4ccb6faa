import type { TrialRecord } from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callsOf, levelsOf, scheduleLevels } from '../src/experiments/shared/pyramid.ts';
import type { Pyramid } from '../src/experiments/shared/pyramid.ts';
import { findExperiment, memoryRunStore } from '../src/index.ts';
import { openTestLab, resultOf, runVirtually } from './support/test-lab.ts';
import type { TestLab } from './support/test-lab.ts';

const TIMEOUT = { timeout: 120_000 };
const CALL = { function: 'function1' } as const;

let lab: TestLab;
beforeAll(async () => {
  lab = await openTestLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

function pyramid(increment: number, peak: number, riseSeconds: number): Pyramid {
  return { function: 'function1', increment, peak, riseSeconds };
}

/** When a run's calls were meant to be sent, in the order of time. */
function intended(trials: readonly TrialRecord[]): readonly number[] {
  return trials.map(({ intendedAtMs }) => intendedAtMs).toSorted((left, right) => left - right);
}

describe('case 22: pyramids', () => {
  test('(5, 200, 300) has 40 levels of 7.5 s up, mirrored without a second peak, and 8,000 calls', () => {
    const levels = levelsOf(pyramid(5, 200, 300));
    const up = levels.slice(0, 40);
    expect(levels).toHaveLength(79);
    expect(levels.every(({ seconds }) => seconds === 7.5)).toBe(true);
    expect(up.map(({ calls }) => calls)).toEqual(Array.from({ length: 40 }, (_, index) => 5 * (index + 1)));
    expect(levels.slice(40).map(({ calls }) => calls)).toEqual(
      up
        .slice(0, -1)
        .toReversed()
        .map(({ calls }) => calls),
    );
    expect(callsOf(pyramid(5, 200, 300))).toBe(8_000);
  });

  test('(5, 200, 180) and (5, 200, 60) have 8,000 calls, too, and (10, 1000, 600) has 100,000', () => {
    expect([pyramid(5, 200, 180), pyramid(5, 200, 60), pyramid(10, 1_000, 600)].map(callsOf)).toEqual([8_000, 8_000, 100_000]);
  });

  test('a level begins when it is due, and its calls are spread evenly over it', () => {
    const schedule = scheduleLevels(levelsOf(pyramid(5, 200, 300)), CALL);
    expect(schedule).toHaveLength(8_000);
    expect(new Set(schedule.map(({ key }) => key)).size).toBe(8_000);
    expect(schedule.every(({ atMs }, index) => atMs >= (schedule[index - 1]?.atMs ?? 0))).toBe(true);
    const peak = schedule.filter(({ group }) => group === '5-200-300 up 200');
    expect(peak[0]?.atMs).toBeCloseTo(39 * 7_500, 6);
    expect((peak[1]?.atMs ?? 0) - (peak[0]?.atMs ?? 0)).toBeCloseTo(37.5, 6);
    expect(schedule.at(-1)?.atMs).toBeLessThan(79 * 7_500);
  });

  test(
    'scenario-pyramid with its original parameters up to 200: every call is sent in its turn, open loop, and none is lost',
    TIMEOUT,
    async () => {
      const { run, trials } = await runVirtually(lab, findExperiment('scenario-pyramid'), {
        store: memoryRunStore(),
        seed: 22,
        parameters: { peakMax: 200 },
      });
      expect(run).toMatchObject({ status: 'completed', reason: undefined });
      expect(trials).toHaveLength(3 * (8_000 + 2 * 180));
      for (const name of ['5-200-300', '5-200-180', '5-200-60']) {
        expect(resultOf(run, `${name}: calls`)).toBe(8_000);
        expect(resultOf(run, `${name}: ideal calls`)).toBe(8_000);
        expect(resultOf(run, `${name}: failed`)).toBe(0);
      }
      expect(resultOf(run, '5-200-60: highest rate without a failure')).toBeCloseTo(200 / 1.5, 1);
      expect(Math.max(...trials.map(({ sentAtMs, intendedAtMs }) => sentAtMs - intendedAtMs))).toBeLessThan(1e-6);
      // A baseline of 60 s at three calls a second, then the pyramid of 592.5 s, without a gap.
      const first = intended(trials.filter(({ key }) => key.startsWith('5-200-300 ')));
      expect(first[0]).toBeCloseTo(1_200_000, 0);
      expect((first.at(-1) ?? 0) - (first[0] ?? 0)).toBeCloseTo((60 + 592.5 + 60) * 1_000 - 1_000 / 3, 0);
    },
  );

  test('what the cloud was given is found again: how many calls it runs at once, and what a cold start adds', TIMEOUT, async () => {
    // 133 calls a second of about 75 ms are ten at once; five are allowed.
    const cloud = {
      id: 'simulated-small',
      concurrency: 5,
      init: { medianMs: 430, tailRatio: 1.0001 },
      network: { medianMs: 18, highMs: 18.001 },
    };
    const { run } = await runVirtually(lab, findExperiment('scenario-pyramid'), {
      store: memoryRunStore(),
      seed: 23,
      cloud,
      parameters: { peakMax: 200 },
    });
    const served = resultOf(run, '5-200-60: highest rate without a failure') as number;
    // Each call holds its instance for 50 ms of drawing and some ms of work: five of them serve 60 to 100 calls a second.
    expect(served).toBeGreaterThan(0);
    expect(served).toBeLessThan(100);
    expect(resultOf(run, '5-200-60: failed')).toBeGreaterThan(1_000);
    expect(resultOf(run, '5-200-60: instances')).toBeLessThanOrEqual(5);
    expect(resultOf(run, '5-200-60: a cold start adds')).toBeCloseTo(430, -1);
  });
});

describe('case 22: spikes', () => {
  test('growing-load-spikes: 33 values from 8 to 264, mirrored, two of each, 30 s of even load before each', TIMEOUT, async () => {
    const { run, trials } = await runVirtually(lab, findExperiment('growing-load-spikes'), { store: memoryRunStore(), seed: 24 });
    expect(run).toMatchObject({ status: 'completed', reason: undefined });
    const spikes = trials.filter(({ together }) => together !== undefined);
    expect(spikes).toHaveLength(17_952);
    expect(trials).toHaveLength(17_952 + 132 * 100);
    const groups = [...new Set(spikes.map(({ group }) => group))];
    const sizes = Array.from({ length: 33 }, (_, index) => 8 * (index + 1));
    expect(groups).toEqual([...sizes.map((size) => `up ${size}`), ...sizes.toReversed().map((size) => `down ${size}`)]);
    for (const key of ['up 264/0/', 'up 264/1/']) {
      const together = spikes.filter((trial) => trial.key.startsWith(key));
      expect(together).toHaveLength(264);
      expect(new Set(together.map(({ intendedAtMs }) => intendedAtMs)).size).toBe(1);
    }
    expect(resultOf(run, 'spike calls')).toBe(17_952);
    expect(resultOf(run, 'largest spike without a failure')).toBe(264);
  });

  test('the number of calls that the cloud runs at once is found to within one step', TIMEOUT, async () => {
    for (const concurrency of [20, 45]) {
      const cloud = { id: `simulated-${concurrency}`, concurrency };
      const parameters = { callsMax: 64, baselineSeconds: 3 };
      const { run } = await runVirtually(lab, findExperiment('growing-load-spikes'), { seed: concurrency, cloud, parameters });
      const found = resultOf(run, 'largest spike without a failure') as number;
      expect(found).toBeLessThanOrEqual(concurrency);
      expect(found).toBeGreaterThan(concurrency - 8);
      expect(resultOf(run, 'instances')).toBeLessThanOrEqual(concurrency);
    }
  });
});

describe('case 23: function-lifetime', () => {
  test('no reclaim in 24 h: hours 24, reclaimed false', TIMEOUT, async () => {
    const { run, clock } = await runVirtually(lab, findExperiment('function-lifetime'), { seed: 25, cloud: { keepAliveMs: 1e12 } });
    expect(run).toMatchObject({ status: 'completed', reason: undefined });
    expect(['hours', 'minutes', 'seconds', 'reclaimed'].map((name) => resultOf(run, name))).toEqual([24, 0, 0, false]);
    expect(clock.monotonicMs()).toBeGreaterThan(24 * 3_600_000);
  });

  test('a delay that no earlier run has found is 1200 s: calls come every 600 s', TIMEOUT, async () => {
    const cloud = { id: 'simulated-unmeasured', keepAliveMs: 1e12 };
    const { run, trials } = await runVirtually(lab, findExperiment('function-lifetime'), { seed: 26, cloud });
    expect(resultOf(run, 'called every')).toBe(600);
    const watched = intended(trials.filter(({ group }) => group === 'watch'));
    expect((watched[1] ?? 0) - (watched[0] ?? 0)).toBeGreaterThanOrEqual(600_000);
    expect((watched[1] ?? 0) - (watched[0] ?? 0)).toBeLessThan(601_000);
    expect(trials.filter(({ group }) => group === 'baseline')).toHaveLength(30);
  });

  test('half of what an earlier run has found is the pause', TIMEOUT, async () => {
    const cloud = { id: 'simulated-measured', keepAliveMs: 437_000 };
    const { run: found } = await runVirtually(lab, findExperiment('simple-cold-function'), { seed: 27, cloud });
    const { run } = await runVirtually(lab, findExperiment('function-lifetime'), { seed: 27, cloud });
    expect(resultOf(run, 'called every')).toBe((resultOf(found, 'idle') as number) / 2);
    expect(resultOf(run, 'reclaimed')).toBe(false);
  });

  test('the lifetime that the cloud was given is found again, to within one pause', TIMEOUT, async () => {
    for (const minutes of [40, 317, 1_000]) {
      const cloud = { id: `simulated-lifetime-${minutes}`, keepAliveMs: 1e12, lifetimeMs: minutes * 60_000 };
      const { run } = await runVirtually(lab, findExperiment('function-lifetime'), { seed: minutes, cloud });
      expect(resultOf(run, 'reclaimed')).toBe(true);
      expect(resultOf(run, 'lifetime at least')).toBeLessThanOrEqual(minutes * 60);
      expect(resultOf(run, 'lifetime at most')).toBeGreaterThanOrEqual(minutes * 60);
      expect((resultOf(run, 'lifetime at most') as number) - (resultOf(run, 'lifetime at least') as number)).toBeLessThan(602);
      const [hours = 0, rest = 0, seconds = 0] = ['hours', 'minutes', 'seconds'].map((name) => resultOf(run, name) as number);
      expect(hours * 3_600 + rest * 60 + seconds).toBe(Math.floor(resultOf(run, 'lifetime at least') as number));
    }
  });

  test('an instance that was lost to idleness is not taken for one that died of age: the pause is halved', TIMEOUT, async () => {
    const cloud = { id: 'simulated-idle', keepAliveMs: 200_000 };
    const { run } = await runVirtually(lab, findExperiment('function-lifetime'), { seed: 28, cloud });
    expect(resultOf(run, 'called every')).toBe(150);
    expect(resultOf(run, 'reclaimed')).toBe(false);
  });

  test(
    'calls that fail say nothing about the instance, and a provider that never answers ends the experiment after its time',
    TIMEOUT,
    async () => {
      const faults = [{ kind: 'throttle', fromMs: 2_000_000, untilMs: 9_000_000 }] as const;
      const cloud = { keepAliveMs: 1e12 };
      const { run } = await runVirtually(lab, findExperiment('function-lifetime'), { seed: 29, cloud, faults });
      expect(resultOf(run, 'reclaimed')).toBe(false);
      const never = [{ kind: 'throttle', fromMs: 0, untilMs: Infinity }] as const;
      const { run: silent } = await runVirtually(lab, findExperiment('function-lifetime'), { seed: 30, cloud, faults: never });
      expect(silent.status).toBe('completed');
      expect(resultOf(silent, 'reclaimed')).toBe('unknown');
    },
  );
});
