import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextual } from '../src/policy/contextual/contextual.ts';
import { InstanceLog } from '../src/policy/instances.ts';
import type { BegunCall } from '../src/policy/instances.ts';
import { anyPolicy } from '../src/policy/policy-run.ts';
import type { Sample } from '../src/policy/policy.ts';
import { loadPriceBook } from '../src/prices/load-price-book.ts';
import { compare } from '../src/simulator/compare.ts';
import { STANDARD_SETTING } from '../src/simulator/simulate.ts';
import { TrueInstances } from '../src/simulator/true-instances.ts';
import { armOf, situationWith } from './support/arms.ts';
import { SkyWorld } from './support/sky-world.ts';

const calls = fc.array(fc.record({ pauseMs: fc.integer({ min: 0, max: 50 }), lastsMs: fc.integer({ min: 1, max: 200 }) }), {
  maxLength: 60,
});

describe('an arm with all its warm instances busy will be cold', () => {
  it('the log of calls knows of every call whether an instance is free, as the cloud does', () => {
    fc.assert(
      fc.property(calls, (planned) => {
        const log = new InstanceLog();
        const truth = new TrueInstances(Infinity, true);
        let underWay: { readonly begun: BegunCall; readonly endsAtMs: number }[] = [];
        let nowMs = 0;
        for (const { pauseMs, lastsMs } of planned) {
          nowMs += pauseMs;
          const ended = underWay.filter(({ endsAtMs }) => endsAtMs <= nowMs).toSorted((left, right) => left.endsAtMs - right.endsAtMs);
          for (const { begun, endsAtMs } of ended) log.end(begun, endsAtMs);
          underWay = underWay.filter((each) => !ended.includes(each));
          expect(log.get('arm').busy).toBe(underWay.length);
          expect(log.get('arm').idleSinceMs === undefined).toBe(truth.isCold(nowMs));
          const endsAtMs = nowMs + lastsMs;
          underWay.push({ begun: log.begin('arm'), endsAtMs });
          truth.occupy(nowMs, endsAtMs);
        }
      }),
    );
  });

  it('a call that never ran leaves all as it was', () => {
    const log = new InstanceLog();
    log.end(log.begin('arm'), 10);
    log.end(log.begin('arm'), 20);
    const before = log.get('arm');
    log.undo(log.begin('arm'));
    expect(log.get('arm')).toEqual(before);
    log.undo(log.begin('other'));
    expect(log.get('other')).toEqual({ busy: 0, idleSinceMs: undefined });
  });

  it('the contextual policy charges it for the cold start, and takes the arm that has a free instance', () => {
    const arms = ['first', 'second'].map((id) => armOf(id, 'aws-lambda-x86', 1024, { initMs: 5_000 }));
    const policy = contextual({ scale: 0 });
    let state = policy.start();
    for (const armId of ['first', 'second']) {
      const sample: Sample = {
        armId,
        atMs: 0,
        payloadBytes: 100,
        durationMs: armId === 'first' ? 100 : 130,
        initMs: 0,
        egressBytes: 0,
        dollars: 1,
      };
      for (let call = 0; call < 30; call += 1) state = policy.learn(state, sample);
    }
    const instances = new InstanceLog();
    for (const { id } of arms) instances.end(instances.begin(id), 0);
    const chosen = (): string | undefined =>
      policy.explain(state, situationWith(arms, { nowMs: 1_000, instances })).find(({ chosen: isChosen }) => isChosen)?.armId;
    expect(chosen()).toBe('first');
    const begun = instances.begin('first');
    expect(policy.explain(state, situationWith(arms, { nowMs: 1_000, instances }))[0]?.coldProbability).toBe(1);
    expect(chosen()).toBe('second');
    instances.end(begun, 1_500);
    expect(chosen()).toBe('first');
  });

  it('after a restart, what an earlier process used counts as warm until a call is under way', () => {
    const arms = [armOf('first', 'aws-lambda-x86')];
    const policy = contextual({ scale: 0 });
    const sample: Sample = { armId: 'first', atMs: 0, payloadBytes: 1, durationMs: 100, initMs: 0, egressBytes: 0, dollars: 1 };
    const state = policy.learn(policy.start(), sample);
    const instances = new InstanceLog();
    const cold = (): number | undefined => policy.explain(state, situationWith(arms, { nowMs: 1_000, instances }))[0]?.coldProbability;
    expect(cold()).toBeLessThan(0.01);
    instances.begin('first');
    expect(cold()).toBe(1);
  });

  it('the broker tells its policy of the calls under way', async () => {
    await using world = await SkyWorld.open();
    await world.place(['skein'], { policy: 'contextual' });
    const cold = (): number | undefined => world.sky.explain('sample').arms[0]?.coldProbability;
    expect(cold()).toBe(1);
    await world.call();
    expect(cold()).toBeLessThan(0.01);
    const underWay = world.begin({ sleepMs: 500 });
    expect(cold()).toBe(1);
    await world.clock.run(() => underWay);
    expect(cold()).toBeLessThan(0.01);
  });

  it('where calls overlap, the policy still costs at most 1.15 at 20 calls and 1.10 at 200 of the best arm in hindsight', async () => {
    const options = {
      book: await loadPriceBook(),
      policies: [anyPolicy(contextual())],
      setting: { ...STANDARD_SETTING, overlapping: true },
    };
    const [early, late] = compare({ ...options, functionCount: 100, checkpoints: [20, 200] }, [31, 32, 33, 34, 35]);
    expect(early?.ratio).toBeLessThanOrEqual(1.15);
    expect(late?.ratio).toBeLessThanOrEqual(1.1);
  }, 60_000);
});
