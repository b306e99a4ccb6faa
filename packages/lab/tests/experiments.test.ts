import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineExperiment } from '../src/experiment.ts';
import { findExperiment } from '../src/index.ts';
import { CLOUDS } from '@skein/sky';
import { openTestLab, resultOf, runVirtually } from './support/test-lab.ts';
import type { TestLab } from './support/test-lab.ts';

const TIMEOUT = { timeout: 120_000 };

let lab: TestLab;
beforeAll(async () => {
  lab = await openTestLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

describe('experiments with their original parameters, in virtual time', () => {
  test('case 21: an idle limit of 437 s is found as 437 to 457 s at granularity 20, cold and final', TIMEOUT, async () => {
    for (const seed of [1, 2, 3]) {
      const { run } = await runVirtually(lab, findExperiment('simple-cold-function'), { seed, cloud: { keepAliveMs: 437_000 } });
      expect(run).toMatchObject({ status: 'completed', reason: undefined });
      const idle = resultOf(run, 'idle') as number;
      expect(idle).toBeGreaterThanOrEqual(437);
      expect(idle).toBeLessThanOrEqual(457);
      expect([resultOf(run, 'cold'), resultOf(run, 'final')]).toEqual([true, true]);
    }
  });

  test.each([
    ['simple-cold-function-nested', 20],
    ['simple-cold-function-threaded-twelve', 20],
    ['coldstart-identifier', 10],
    ['coldstart-identifier-nested', 20],
  ] as const)('%s finds the same idle limit of 437 s at granularity %d', TIMEOUT, async (name, granularity) => {
    const cloud = { id: `simulated-${name}`, keepAliveMs: 437_000 };
    const { run } = await runVirtually(lab, findExperiment(name), { seed: 31, cloud });
    expect(run).toMatchObject({ status: 'completed', reason: undefined });
    expect(resultOf(run, 'idle')).toBeGreaterThanOrEqual(437);
    expect(resultOf(run, 'idle')).toBeLessThanOrEqual(437 + granularity);
    expect([resultOf(run, 'cold'), resultOf(run, 'final')]).toEqual([true, true]);
  });

  test.each([
    ['simulated-gcp', 'simple-cold-function'],
    ['simulated-azure', 'simple-cold-function-nested'],
  ])('on %s, whose reports come late, %s finds the idle limit of its preset', TIMEOUT, async (id, name) => {
    const cloud = CLOUDS.find((each) => each.id === id);
    const { run, trials } = await runVirtually(lab, findExperiment(name), { seed: 32, ...(cloud === undefined ? {} : { cloud }) });
    expect(resultOf(run, 'idle')).toBeGreaterThanOrEqual((cloud?.keepAliveMs ?? 0) / 1_000);
    expect(resultOf(run, 'idle')).toBeLessThanOrEqual((cloud?.keepAliveMs ?? 0) / 1_000 + 20);
    expect(trials.every(({ usage }) => usage !== undefined)).toBe(true);
  });

  test('weakest-link: a cold link adds what the cloud takes for a cold start', TIMEOUT, async () => {
    const cloud = { id: 'simulated-links', init: { medianMs: 430, tailRatio: 1.001 } };
    const { run, trials } = await runVirtually(lab, findExperiment('weakest-link'), { seed: 33, cloud });
    expect(run).toMatchObject({ status: 'completed', reason: undefined });
    for (const direction of ['forward', 'backward']) {
      expect(Math.abs((resultOf(run, `${direction}: a cold link adds`) as number) - 430)).toBeLessThan(30);
      for (const warm of [0, 1, 2, 3, 4]) {
        const chains = trials.filter(({ group }) => group === `${direction}, ${warm} warm`);
        expect(chains).toHaveLength(5);
        for (const { entries } of chains) {
          const first = Object.values(entries ?? {}).filter((entry) => (entry as { readonly first_call: boolean }).first_call);
          expect(first).toHaveLength(4 - warm);
        }
      }
    }
  });

  test(
    'basic-weakest-link and linear-invocation-nested: 1000 calls each, and what a link adds is the way there and back',
    TIMEOUT,
    async () => {
      const cloud = { id: 'simulated-ways', network: { medianMs: 18, highMs: 18.01 } };
      const chain = await runVirtually(lab, findExperiment('basic-weakest-link'), { seed: 34, cloud });
      expect(chain.trials).toHaveLength(1_000);
      expect(Math.abs((resultOf(chain.run, 'median of what one link adds') as number) - 18)).toBeLessThan(1);
      const nested = await runVirtually(lab, findExperiment('linear-invocation-nested'), { seed: 35, cloud });
      expect(nested.trials).toHaveLength(4_000);
      for (const { value } of nested.run.results) expect(Math.abs((value as number) - 18)).toBeLessThan(1);
    },
  );

  test('throughput-benchmarking finds the share of a processor that the memory brings', TIMEOUT, async () => {
    const cloud = { id: 'simulated-share', processor: [{ memoryMb: 1_024, share: 1 }] };
    const { run, trials } = await runVirtually(lab, findExperiment('throughput-benchmarking'), { seed: 36, cloud });
    expect(trials).toHaveLength(9 * 5 + 7 * 5 * 12 + 6 * 5 + 3 * 3 * 12);
    for (const name of ['drawing alone', 'drawing, 12 at once', 'multiplying alone'])
      expect(resultOf(run, `${name}: median share of a processor`)).toBeCloseTo(0.25, 2);
  });

  test('track-cloudfunctions-lifecycle: fewer and fewer calls are served by the instances that are there', TIMEOUT, async () => {
    const { run, trials } = await runVirtually(lab, findExperiment('track-cloudfunctions-lifecycle'), { seed: 37 });
    expect(run).toMatchObject({ status: 'completed', reason: undefined });
    for (const size of [10, 20, 40, 80]) {
      const levels = Array.from({ length: 10 }, (_, level) => size - level * (size / 10));
      expect(trials.filter(({ key }) => key.startsWith(`${size}/`))).toHaveLength(size + 5 * levels.reduce((sum, calls) => sum + calls, 0));
      expect(resultOf(run, `${size}: instances of the first calls`)).toBe(size);
      expect(resultOf(run, `${size}: other instances later`)).toBe(0);
    }
  });

  test('dev-experiment: a provider that does all it should has no failure, and seven instances for seven calls at once', async () => {
    const { run } = await runVirtually(lab, findExperiment('dev-experiment'), { seed: 38 });
    expect([resultOf(run, 'calls'), resultOf(run, 'failed'), resultOf(run, '7 at once: instances')]).toEqual([21, 0, 7]);
  });

  test('a function that never gets cold ends after 24 h, not final', TIMEOUT, async () => {
    const cloud = { keepAliveMs: 1e12 };
    const { run, clock } = await runVirtually(lab, findExperiment('simple-cold-function'), { seed: 9, cloud });
    expect(run.status).toBe('completed');
    expect([resultOf(run, 'cold'), resultOf(run, 'final')]).toEqual([false, false]);
    expect(clock.monotonicMs()).toBeGreaterThan(24 * 3_600_000);
  });

  test('linear-invocation: 1000 calls of each of four functions, one after the other, warm but the first', TIMEOUT, async () => {
    const { run, trials } = await runVirtually(lab, findExperiment('linear-invocation'));
    expect(run.status).toBe('completed');
    expect(trials).toHaveLength(4_000);
    expect(trials.filter(({ usage }) => (usage?.initMs ?? 0) > 0)).toHaveLength(4);
    for (const [index, trial] of trials.entries()) expect(trial.sentAtMs).toBeGreaterThanOrEqual(trials[index - 1]?.endedAtMs ?? 0);
  });

  test(
    'concurrency-benchmarking: 8 to 256 at once, twice, in two series, the function cold between: 1200 s without a measured time',
    TIMEOUT,
    async () => {
      const { run, trials } = await runVirtually(lab, findExperiment('concurrency-benchmarking'), {
        seed: 4,
        cloud: { id: 'simulated-elsewhere' },
      });
      expect(run.status).toBe('completed');
      expect(trials).toHaveLength(2 * 2 * (8 + 16 + 32 + 64 + 128 + 256));
      expect(trials.every(({ usage }) => (usage?.initMs ?? 0) > 0)).toBe(true);
      const [first] = trials.filter(({ key }) => key.startsWith('sequential/16/0/'));
      expect(first?.intendedAtMs).toBeGreaterThan(3 * 1_200_000);
      expect(first?.intendedAtMs).toBeLessThan(4 * 1_200_000);
    },
  );

  test('case 19: seven calls at once are seven trials that know of each other', TIMEOUT, async () => {
    const seven = defineExperiment({
      ...findExperiment('linear-invocation'),
      name: 'seven',
      functions: ['function1'],
      parameters: {},
      async run(inner) {
        await inner.invokeTogether({ key: 'seven', function: 'function1', event: { throughput_time: 0.2 } }, 7);
        return [];
      },
    });
    const { trials } = await runVirtually(lab, seven, { seed: 19 });
    expect(new Set(trials.map(({ together }) => together?.index))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(trials.every(({ together, usage }) => together?.count === 7 && (usage?.durationMs ?? 0) >= 200)).toBe(true);
    expect(new Set(trials.map(({ usage }) => usage?.instanceId)).size).toBe(7);
  });

  test('concurrency-benchmarking waits as long as an earlier run has found on this provider', TIMEOUT, async () => {
    const cloud = { id: 'simulated-short', keepAliveMs: 437_000 };
    const found = await runVirtually(lab, findExperiment('simple-cold-function'), { seed: 5, cloud });
    const { trials } = await runVirtually(lab, findExperiment('concurrency-benchmarking'), { seed: 5, cloud, parameters: { callsMax: 8 } });
    expect(trials[0]?.intendedAtMs).toBeCloseTo((resultOf(found.run, 'idle') as number) * 1_000, 0);
  });
});
