import type { RunRecord, TrialRecord } from '@skein/contracts';
import { VirtualClock } from '@skein/ports';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Experiment, Parameters } from '../src/index.ts';
import { EXPERIMENTS, completeParameters, executeRun, planRun } from '../src/index.ts';
import { Died, dyingStore, watched } from './support/dying.ts';
import { contextFor, openTestLab, resultOf, runVirtually, simulatedProvider } from './support/test-lab.ts';
import type { TestLab } from './support/test-lab.ts';

const TIMEOUT = { timeout: 120_000 };
/** Minutes that an instance lives in the cloud of these tests, however much it is used; the idle limit in seconds. */
const CLOUD = { keepAliveMs: 437_000, lifetimeMs: 200 * 60_000 };

/** Parameters with which an experiment is quick, and still does all that it does. */
const SMALL: Readonly<Record<string, Parameters>> = {
  'basic-weakest-link': { calls: 10 },
  'coldstart-identifier': { warmCalls: 3 },
  'coldstart-identifier-nested': { warmCalls: 3 },
  'concurrency-benchmarking': { callsMax: 16 },
  'dev-experiment': {},
  'function-lifetime': { coldSeconds: 800 },
  'growing-load-spikes': { callsMax: 16, baselineSeconds: 2 },
  'linear-invocation': { calls: 5 },
  'linear-invocation-nested': { calls: 5 },
  'scenario-pyramid': { increment: 2, peak: 8, riseSeconds: 4, baselineSeconds: 2 },
  'simple-cold-function': { warmCalls: 5 },
  'simple-cold-function-nested': { warmCalls: 5 },
  'simple-cold-function-threaded-twelve': { warmCalls: 5 },
  'throughput-benchmarking': { repeats: 1 },
  'track-cloudfunctions-lifecycle': { callsMax: 10, repeats: 1 },
  'weakest-link': { iterations: 2 },
};

let lab: TestLab;
beforeAll(async () => {
  lab = await openTestLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Runs it in virtual time, and dies after so many changes of the store; then goes on to its end. */
async function dieAndResume(
  experiment: Experiment,
  changes: number,
): Promise<{
  readonly run: RunRecord;
  readonly trials: readonly TrialRecord[];
  readonly died: boolean;
  readonly deployed: ReadonlySet<string>;
}> {
  const deployed = new Set<string>();
  const clock = new VirtualClock(1_900_000_000_000 + changes);
  const provider = watched(simulatedProvider(clock, changes, { id: `simulated-${experiment.name}-${changes}`, ...CLOUD }), deployed);
  const context = await contextFor(lab, experiment, clock, provider);
  const plan = { parameters: completeParameters(experiment, SMALL[experiment.name] ?? {}), seed: 1, maxUsd: undefined, surroundings: {} };
  const died = await clock.run(async () => {
    const mortal = { ...context, store: dyingStore(context.store, changes) };
    return await executeRun(mortal, await planRun(mortal, plan)).then(
      () => false,
      (error: unknown) => error instanceof Died,
    );
  });
  const run = (await lab.store.listRuns()).find((each) => each.provider === provider.name);
  if (run === undefined) throw new Error('there is no run');
  const ended = died ? await clock.run(() => executeRun(context, run)) : run;
  return { run: ended, trials: await lab.store.listTrials(run.id), died, deployed };
}

describe('every experiment survives `kill -9` in each phase', () => {
  test.each(EXPERIMENTS.map((experiment) => [experiment.name, experiment] as const))(
    '%s: no trial lost or doubled, nothing left deployed',
    TIMEOUT,
    async (name, experiment) => {
      const whole = await runVirtually(lab, experiment, {
        seed: 99,
        cloud: { id: `simulated-whole-${name}`, ...CLOUD },
        parameters: SMALL[name] ?? {},
      });
      expect(whole.run.status).toBe('completed');
      const total = whole.trials.length;
      for (const share of [0, 0.3, 0.7, 1]) {
        const changes = experiment.functions.length * 2 + 3 + Math.round(share * total);
        const { run, trials, died, deployed } = await dieAndResume(experiment, changes);
        expect(died).toBe(true);
        expect(run, `after ${changes} changes`).toMatchObject({ status: 'completed', resumes: 1 });
        expect(new Set(trials.map(({ key }) => key)).size).toBe(trials.length);
        expect(deployed).toEqual(new Set());
        const asked = trials.filter(({ group }) => group !== 'warm-again').map(({ key }) => key);
        // What a search asks depends on what it is answered; loads are always the same.
        if (!/cold|lifetime/.test(name)) expect(asked.toSorted()).toEqual(whole.trials.map(({ key }) => key).toSorted());
        const idle = resultOf(run, 'idle');
        if (idle !== undefined) expect(idle).toBeGreaterThanOrEqual(437);
        if (idle !== undefined) expect(idle).toBeLessThanOrEqual(457);
        const [atLeast, atMost] = [resultOf(run, 'lifetime at least'), resultOf(run, 'lifetime at most')];
        if (name === 'function-lifetime') expect(atLeast).toBeLessThanOrEqual(200 * 60);
        if (name === 'function-lifetime') expect(atMost).toBeGreaterThanOrEqual(200 * 60);
      }
    },
  );

  test('the parameters of these tests belong to the experiments that there are', () => {
    expect(Object.keys(SMALL).toSorted()).toEqual(EXPERIMENTS.map(({ name }) => name).toSorted());
  });
});
