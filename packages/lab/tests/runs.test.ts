import { SkeinError } from '@skein/contracts';
import type { RunStatus } from '@skein/contracts';
import { openRunStore } from '@skein/backend-embedded';
import { VirtualClock } from '@skein/ports';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineExperiment } from '../src/experiment.ts';
import { abandonRun, completeParameters, executeRun, planRun, renderReport } from '../src/index.ts';
import { Died, dyingStore, watched } from './support/dying.ts';
import { contextFor, openTestLab, runVirtually, simulatedProvider } from './support/test-lab.ts';
import type { TestLab } from './support/test-lab.ts';

const TIMEOUT = { timeout: 120_000 };
const CALLS = 20;

const sample = defineExperiment({
  name: 'sample',
  description: 'Calls and waits.',
  functions: ['function1', 'function2'],
  parameters: { calls: CALLS },
  async run(lab, { calls }) {
    for (let call = 0; call < calls; call += 1) {
      await lab.invoke({ key: `one/${call}`, function: 'function1' });
      await lab.wait(`one/${call}`, 1_000);
    }
    await lab.invokeAfterIdle({ key: 'idle/0', function: 'function2' }, 30_000);
    await lab.invokeTogether({ key: 'together', function: 'function2' }, 5);
    await lab.invokeSchedule(
      ['low', 'high'].flatMap((level, place) =>
        [0, 1].map((call) => ({ key: `${level}/${call}`, function: 'function1', atMs: (2 * place + call) * 40 }) as const),
      ),
    );
    await lab.invokeTogetherAfterIdle({ key: 'rested', function: 'function2' }, 2, 20_000);
    return [{ name: 'calls', value: calls, unit: '' }];
  },
});
const SEVERAL = { together: 5, low: 2, high: 2, rested: 2 };
const KEYS = [
  ...Array.from({ length: CALLS }, (_, call) => `one/${call}`),
  'idle/0',
  ...Object.entries(SEVERAL).flatMap(([key, count]) => Array.from({ length: count }, (_, call) => `${key}/${call}`)),
];

let lab: TestLab;
beforeAll(async () => {
  lab = await openTestLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

describe('runs with a life, lock, resume after `kill -9`, guaranteed clean-up', () => {
  test('case 24: planned, provisioning, running, destroying, completed; nothing is left deployed', TIMEOUT, async () => {
    const deployed = new Set<string>();
    const seen: RunStatus[] = [];
    const clock = new VirtualClock();
    const context = await contextFor(lab, sample, clock, watched(simulatedProvider(clock, 1), deployed));
    const run = await clock.run(async () =>
      executeRun({ ...context, onChange: ({ status }) => seen.push(status) }, await planRun(context, plan())),
    );
    expect([...new Set(seen)]).toEqual(['provisioning', 'running', 'destroying', 'completed']);
    expect(run.results).toEqual([{ name: 'calls', value: CALLS, unit: '' }]);
    expect(deployed).toEqual(new Set());
    const trials = await lab.store.listTrials(run.id);
    expect(trials.map(({ key }) => key).toSorted()).toEqual(KEYS.toSorted());
    for (const { usage } of trials) {
      expect(Number(usage?.costUsd)).toBeGreaterThan(0);
      expect(usage?.raw).toContain('simulated.report');
    }
  });

  test('killed after each change of the store and resumed: no trial lost or doubled, nothing left deployed', TIMEOUT, async () => {
    const deployed = new Set<string>();
    let deaths = 0;
    for (let changes = 1; ; changes += 1) {
      const clock = new VirtualClock(changes);
      const provider = watched(simulatedProvider(clock, changes), deployed);
      const context = await contextFor(lab, sample, clock, provider);
      const died = await clock.run(async () => {
        const mortal = { ...context, store: dyingStore(context.store, changes) };
        return await executeRun(mortal, await planRun(mortal, plan())).then(
          () => false,
          (error: unknown) => error instanceof Died,
        );
      });
      const [run] = await lab.store.listRuns();
      if (run === undefined) throw new Error('there is no run');
      if (!died) break;
      deaths += 1;
      const ended = await clock.run(() => executeRun(context, run));
      // What dies on its way to its end takes that end: the reason was there already.
      const trials = await lab.store.listTrials(run.id);
      const asked = trials.filter(({ key }) => !key.includes('warm-again')).map(({ key }) => key);
      expect(new Set(asked).size, `after ${changes} changes`).toBe(asked.length);
      if (ended.status === 'completed') expect(asked.toSorted()).toEqual(KEYS.toSorted());
      expect(deployed, `after ${changes} changes`).toEqual(new Set());
    }
    expect(deaths).toBeGreaterThan(KEYS.length);
  });

  test(
    'case 24: an experiment is refused as long as a run of it on that provider is open; giving it up removes what it deployed',
    TIMEOUT,
    async () => {
      const deployed = new Set<string>();
      const clock = new VirtualClock(7_000);
      const context = await contextFor(lab, sample, clock, watched(simulatedProvider(clock, 1), deployed));
      const run = await clock.run(async () => {
        const mortal = { ...context, store: dyingStore(context.store, 8) };
        await executeRun(mortal, await planRun(mortal, plan())).catch(() => undefined);
        return (await lab.store.listRuns())[0];
      });
      if (run === undefined) throw new Error('there is no run');
      expect(deployed.size).toBeGreaterThan(0);
      await expect(clock.run(() => planRun(context, plan()))).rejects.toMatchObject({ code: 'run_interrupted' });
      await clock.run(() => abandonRun(context, run));
      expect(deployed).toEqual(new Set());
      expect(await lab.store.getRun(run.id)).toMatchObject({ status: 'failed', reason: 'given up' });
      await expect(clock.run(async () => executeRun(context, await planRun(context, plan())))).resolves.toMatchObject({
        status: 'completed',
      });
    },
  );

  test('case 24: `failed` is never overwritten by `completed`, nor the other way round', TIMEOUT, async () => {
    const broken = defineExperiment({ ...sample, name: 'failing', run: () => Promise.reject(new TypeError('broken')) });
    const { run: failed } = await runVirtually(lab, broken, { seed: 24 });
    await lab.store.changeRun(failed.id, { status: 'completed', reason: undefined });
    expect(await lab.store.getRun(failed.id)).toMatchObject({ status: 'failed', reason: expect.stringContaining('broken') });
    const { run: completed } = await runVirtually(lab, sample, { seed: 25 });
    await lab.store.changeRun(completed.id, { status: 'failed' });
    expect(await lab.store.getRun(completed.id)).toMatchObject({ status: 'completed' });
  });

  test('case 25: a description with quotes is stored intact, and the report is made of what is stored', TIMEOUT, async () => {
    const description = `it's "quoted"; DROP TABLE runs; -- \\ <b>`;
    const { run } = await runVirtually(lab, defineExperiment({ ...sample, name: 'quoted', description }), { seed: 26 });
    const stored = await lab.store.getRun(run.id);
    expect(stored?.description).toBe(description);
    const page = renderReport({ run: stored ?? run, trials: await lab.store.listTrials(run.id) });
    expect(page).toContain('it&#39;s &quot;quoted&quot;; DROP TABLE runs; -- \\ &lt;b&gt;');
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).toContain('<table>');
  });

  test('two processes do not run experiments at once', async () => {
    await expect(openRunStore(lab.databasePath, new VirtualClock())).rejects.toMatchObject({ code: 'invalid_configuration' });
  });
});

describe('bad input', () => {
  test('deploying fails half-way: the run fails, and what was deployed is removed', TIMEOUT, async () => {
    const deployed = new Set<string>();
    const { run } = await runVirtually(lab, sample, {
      wrap: (provider) =>
        watched(provider, deployed, {
          async deploy(toDeploy) {
            if (toDeploy.name.endsWith('function2')) throw new SkeinError('provider_refused', { provider: 'x', reason: 'no "room"' });
            deployed.add(toDeploy.name);
            return await provider.deploy(toDeploy);
          },
        }),
    });
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('no "room"') });
    expect(deployed).toEqual(new Set());
  });

  test('case 25: a provider that fails again and again makes failed trials, and the experiment goes on', TIMEOUT, async () => {
    let calls = 0;
    const { run, trials } = await runVirtually(lab, sample, {
      seed: 2,
      wrap: (provider) =>
        watched(provider, new Set(), {
          async invoke(deployment, call) {
            calls += 1;
            if (calls <= 5) throw new SkeinError('provider_failed', { provider: 'x', reason: '500' });
            const answer = await provider.invoke(deployment, call);
            return calls === 6 ? { ...answer, body: Buffer.from('<html>garbage') } : answer;
          },
        }),
    });
    expect(run.status).toBe('completed');
    expect(trials.slice(0, 7).map(({ status }) => status)).toEqual([...Array.from({ length: 6 }, () => 'failed'), 'ok']);
    expect(trials[5]?.reason).toContain('no lab function');
  });

  test(
    'an experiment that throws, calls what it does not name, or uses a key twice: failed, with the reason, nothing left',
    TIMEOUT,
    async () => {
      const broken = defineExperiment({ ...sample, name: 'broken', run: () => Promise.reject(new TypeError('it\'s "broken"')) });
      const foreign = defineExperiment({
        ...sample,
        name: 'foreign',
        run: async (inner) => [{ name: 'x', value: (await inner.invoke({ key: 'a/0', function: 'monolith' })).key, unit: '' }],
      });
      const twice = defineExperiment({
        ...sample,
        name: 'twice',
        run: async (inner) => {
          for (let call = 0; call < 2; call += 1) await inner.invoke({ key: 'same', function: 'function1' });
          return [];
        },
      });
      const shapeless = defineExperiment({ ...sample, name: 'shapeless', run: async () => [{ name: 'x' }] as never });
      expect((await runVirtually(lab, twice)).run).toMatchObject({
        status: 'failed',
        reason: expect.stringContaining('have the key same'),
      });
      expect((await runVirtually(lab, shapeless)).run).toMatchObject({
        status: 'failed',
        reason: expect.stringContaining('no list of names'),
      });
      expect((await runVirtually(lab, broken)).run).toMatchObject({ status: 'failed', reason: expect.stringContaining('it\'s "broken"') });
      expect((await runVirtually(lab, foreign)).run).toMatchObject({ status: 'failed', reason: expect.stringContaining('does not name') });
    },
  );

  test('a run stops when it has cost what it may cost', TIMEOUT, async () => {
    const { run, trials } = await runVirtually(lab, sample, { seed: 3, maxUsd: 0.000003 });
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('USD are allowed') });
    expect(trials.length).toBeGreaterThan(0);
    expect(trials.length).toBeLessThan(CALLS);
  });

  test('names and values that are none', () => {
    for (const changes of [
      { name: "it's" },
      { name: '../x' },
      { description: '' },
      { functions: [] },
      { parameters: { calls: Number.NaN } },
    ])
      expect(() => defineExperiment({ ...sample, ...changes })).toThrow(SkeinError);
    const positive = defineExperiment({ ...sample, positive: ['calls'] });
    expect(() => completeParameters(positive, { calls: 0 })).toThrow('calls has to be above 0');
    expect(completeParameters(sample, { calls: 0 })).toEqual({ calls: 0 });
    for (const given of [{ calls: -1 }, { calls: Number.NaN }, { call: 3 }])
      expect(() => completeParameters(sample, given)).toThrow(SkeinError);
  });
});

function plan(): Parameters<typeof planRun>[1] {
  return { parameters: completeParameters(sample, {}), seed: 1, maxUsd: undefined, surroundings: {} };
}
