import type { RunRecord, TrialRecord } from '@skein/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineExperiment } from '../src/experiment.ts';
import { compareRuns, renderReport, summarise } from '../src/index.ts';
import { openTestLab, runVirtually } from './support/test-lab.ts';
import type { TestLab } from './support/test-lab.ts';
import { makeTrial } from './support/trial.ts';

const TIMEOUT = { timeout: 120_000 };
const SEEDS = 20;

const work = defineExperiment({
  name: 'work',
  description: 'Fixed work, again and again.',
  functions: ['function1'],
  parameters: { calls: 200 },
  async run(lab, { calls }) {
    for (let call = 0; call < calls; call += 1)
      await lab.invoke({ key: `work/${call}`, function: 'function1', event: { cpu_ops: 1_000_000 } });
    return [];
  },
});

let lab: TestLab;
beforeAll(async () => {
  lab = await openTestLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

describe(`comparisons, each with ${SEEDS} fresh seeds`, () => {
  const first = Math.floor(Math.random() * 1_000_000);
  const seeds = Array.from({ length: SEEDS }, (_, index) => first + 2 * index);

  test(`an A/A comparison finds no difference (seeds from ${first})`, TIMEOUT, async () => {
    for (const seed of seeds) {
      const [before, after] = [await runVirtually(lab, work, { seed }), await runVirtually(lab, work, { seed: seed + 1 })];
      const [group] = compareRuns(before.trials, after.trials);
      for (const verdict of [group?.latencyVerdict, group?.durationVerdict])
        expect(['same', 'undecided'], `seed ${seed}: ${JSON.stringify(group)}`).toContain(verdict);
    }
  });

  test(`a planted 20 % slowdown is found (seeds from ${first})`, TIMEOUT, async () => {
    const faults = [{ kind: 'slow', factor: 1.2, fromMs: 0, untilMs: Infinity }] as const;
    for (const seed of seeds) {
      const [before, after] = [await runVirtually(lab, work, { seed }), await runVirtually(lab, work, { seed: seed + 1, faults })];
      const [group] = compareRuns(before.trials, after.trials);
      expect([group?.latencyVerdict, group?.durationVerdict], `seed ${seed}: ${JSON.stringify(group)}`).toEqual(['slower', 'slower']);
      expect(compareRuns(after.trials, before.trials)[0]?.durationVerdict).toBe('faster');
    }
  });
});

describe('the report is one self-contained HTML page', () => {
  const trial = (index: number, changes: Partial<TrialRecord> = {}): TrialRecord =>
    makeTrial(index, { sentAtMs: index * 10 + 1, endedAtMs: index * 10 + 20 + (index % 7), requestId: `q${index}`, ...changes });
  const run: RunRecord = {
    id: 'r',
    experiment: 'sample',
    description: 'quotes " and \' and <b>tags</b>',
    parameters: { calls: 3 },
    provider: 'simulated-aws',
    simulated: true,
    memoryMb: 128,
    seed: 1,
    status: 'completed',
    reason: undefined,
    priceBook: '2026-11-20',
    maxUsd: undefined,
    createdAtMs: 0,
    endedAtMs: 1,
    resumes: 0,
    surroundings: { Machine: '<script>alert(1)</script>' },
    deployments: '[]',
    results: [{ name: 'idle', value: 440, unit: 's' }],
  };

  test('what, how, tables, ECDF, timeline, cost per million, discarded trials with reasons; simulated is said', () => {
    const trials = [
      ...Array.from({ length: 60 }, (_, index) => trial(index)),
      trial(61, { status: 'discarded', reason: 'made the function warm again after a restart' }),
      trial(62, { status: 'failed', reason: 'timeout' }),
    ];
    const page = renderReport({ run, trials, compared: { runId: 'earlier', groups: compareRuns(trials, trials) } });
    for (const text of [
      'Simulated:',
      'idle',
      '440',
      'USD/million',
      'made the function warm again',
      '<svg',
      'Price book',
      'Against an earlier run',
    ])
      expect(page).toContain(text);
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).not.toMatch(/<script|src=|href=|url\(|@import/);
    expect(page).toContain('quotes &quot; and &#39; and &lt;b&gt;tags');
    const { groups, discarded } = summarise(trials);
    expect(groups[0]).toMatchObject({ count: 61, cold: 0, failures: { estimate: 1 / 61 } });
    expect(discarded).toEqual([{ reason: 'made the function warm again after a restart', count: 1 }]);
  });

  test('whatever a run holds, nothing of it gets out of its place in the page', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 20 }),
        (text, group, times) => {
          const hostile = `${text}<img src=x onerror=alert(1)>`;
          const trials = times.map((time, index) => trial(index, { group: `${group}<i>`, endedAtMs: index * 10 + time, reason: hostile }));
          const page = renderReport({
            run: { ...run, description: hostile, reason: hostile, surroundings: { [hostile]: hostile } },
            trials,
          });
          expect(page).not.toContain('<img');
          expect(page).not.toContain('<i>');
          expect(page).not.toContain('NaN');
        },
      ),
    );
  });
});
