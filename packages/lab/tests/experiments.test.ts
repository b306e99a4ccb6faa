import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '@skein/contracts';
import { defineExperiment } from '../src/experiment.ts';
import { findExperiment } from '../src/index.ts';
import { openTestLab, runVirtually } from './support/test-lab.ts';
import type { TestLab } from './support/test-lab.ts';

const TIMEOUT = { timeout: 120_000 };

let lab: TestLab;
beforeAll(async () => {
  lab = await openTestLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

function resultOf({ results }: RunRecord, name: string): unknown {
  return results.find((result) => result.name === name)?.value;
}

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
