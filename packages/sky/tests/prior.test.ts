import type { PolicyPrior } from '@skein/contracts';
import { describe, expect, it } from 'vitest';
import { DURATION_PRIOR, contextual } from '../src/policy/contextual/contextual.ts';
import { fitPlaces } from '../src/policy/contextual/fit-places.ts';
import { anyPolicy } from '../src/policy/policy-run.ts';
import { loadPriceBook } from '../src/prices/load-price-book.ts';
import { compare } from '../src/simulator/compare.ts';
import { STANDARD_SETTING } from '../src/simulator/simulate.ts';
import { armOf, situationWith } from './support/arms.ts';
import { SkyWorld } from './support/sky-world.ts';

const place = (id: string, ms: number, processorShare = 1) => ({ id, processorShare, calls: 100, logMs: Math.log(ms) });

describe("what the lab's runs say of the places", () => {
  it('equal durations at equal processors say nothing; a slower place is expected to be slower, by half of what was seen', () => {
    expect([...fitPlaces(DURATION_PRIOR, [place('a', 50), place('b', 50)]).values()].every((each) => Math.abs(each) < 1e-9)).toBe(true);
    const fitted = fitPlaces(DURATION_PRIOR, [place('a', 100), place('b', 200)]);
    expect((fitted.get('b') ?? 0) - (fitted.get('a') ?? 0)).toBeCloseTo(Math.log(2) / 2, 1);
  });

  it('what the smaller share of a processor explains is not held against the place', () => {
    const fitted = fitPlaces(DURATION_PRIOR, [place('half', 200, 0.5), place('whole', 100), place('tenth', 1_000, 0.1)]);
    for (const slowness of fitted.values()) expect(Math.abs(slowness)).toBeLessThan(0.1);
  });

  it('no places, and one alone, give nothing to go by', () => {
    expect(fitPlaces(DURATION_PRIOR, [])).toEqual(new Map());
    expect(fitPlaces(DURATION_PRIOR, [place('a', 9)]).get('a')).toBe(0);
  });
});

describe('the contextual policy with a prior', () => {
  const arms = [armOf('slow', 'aws-lambda-x86', 512, { logSlowness: 0.4 }), armOf('quick', 'aws-lambda-x86', 512, { logSlowness: -0.4 })];

  it('chooses by it before anything ran', () => {
    const policy = contextual({ scale: 0 });
    expect(policy.explain(policy.start(), situationWith(arms)).find(({ chosen }) => chosen)?.armId).toBe('quick');
  });

  it('is outweighed by a handful of calls that say otherwise', () => {
    const policy = contextual({ scale: 0 });
    let state = policy.start();
    for (let call = 0; call < 5; call += 1)
      for (const [armId, durationMs] of [
        ['slow', 100],
        ['quick', 400],
      ] as const)
        state = policy.learn(state, { armId, atMs: call, payloadBytes: 100, durationMs, initMs: 0, egressBytes: 0, dollars: 1 });
    const [slow, quick] = policy.explain(state, situationWith(arms, { nowMs: 10 }));
    expect(slow?.chosen).toBe(true);
    expect((quick?.expectedDollars ?? 0) / (slow?.expectedDollars ?? 1)).toBeGreaterThan(2);
  });

  it('where platforms differ from what they promise, it costs less in the first calls; where they do not, it does no harm', async () => {
    const book = await loadPriceBook();
    const ratio = (platformDeviation: number, labCalls: number): number => {
      const setting = { ...STANDARD_SETTING, platformDeviation, labCalls };
      const options = { book, policies: [anyPolicy(contextual())], setting, functionCount: 60, checkpoints: [20] };
      return compare(options, [21, 22, 23, 24, 25, 26, 27, 28])[0]?.ratio ?? Infinity;
    };
    expect(ratio(0.5, 300)).toBeLessThan(ratio(0.5, 0));
    expect(ratio(0, 300)).toBeLessThanOrEqual(1.15);
  }, 60_000);
});

describe('a placement with a prior', () => {
  const prior: PolicyPrior = {
    source: 'lab runs of somebody',
    places: [
      { provider: 'simulated-aws', memoryMb: 128, calls: 300, logMs: Math.log(400), initMs: 250, keepAliveMs: 440_000 },
      { provider: 'skein', memoryMb: 128, calls: 300, logMs: Math.log(10) },
      { provider: 'nimbus', memoryMb: 128, calls: 300, logMs: Math.log(10), initMs: 1 },
    ],
  };

  it('says in its explanation what was known beforehand, also after a restart', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'skein', 'simulated-gcp'], { policy: 'contextual', prior });
    const before = world.sky.explain('sample');
    const [aws, skein, gcp] = before.arms;
    expect(before.placement.prior?.source).toBe('lab runs of somebody');
    expect(aws?.prior).toMatchObject({ initMs: 250, keepAliveMs: 440_000, durationFactor: expect.any(Number) });
    expect(skein?.prior?.durationFactor).toBeLessThan(1.5);
    expect(gcp?.prior).toBeUndefined();
    await world.restart();
    expect(world.sky.explain('sample')).toEqual(before);
  });

  it('placed again without one, it is forgotten, and what was learnt stays', async () => {
    await using world = await SkyWorld.open();
    await world.place(['skein'], { policy: 'contextual', prior });
    await world.call();
    await world.place(['skein'], { policy: 'contextual' });
    expect(world.sky.explain('sample').arms[0]).toMatchObject({ samples: 1, prior: undefined });
  });
});
