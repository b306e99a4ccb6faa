import { describe, expect, it } from 'vitest';
import { contextual } from '../src/policy/contextual/contextual.ts';
import { AWS, GOOGLE, armOf, situationWith } from './support/arms.ts';
import { Player } from './support/play.ts';

const SECOND = 1_000;

describe('the contextual policy (prior, cold cost, scale 0.5)', () => {
  it('knows from the price book and the processors which provider is cheaper before anything ran', () => {
    const slow = armOf('slow', 'aws-lambda-x86', 128, { processorShare: 0.07 });
    const fast = armOf('fast', 'aws-lambda-x86', 128, { processorShare: 1 });
    const first = Array.from({ length: 20 }, () => new Player(contextual({ scale: 0 }), [slow, fast]).choose()[0]);
    expect(new Set(first)).toEqual(new Set(['fast']));
  });

  it('learns that a provider is slower than its processor promises, and leaves it', () => {
    const player = new Player(contextual(), [AWS, armOf('other', 'aws-lambda-x86')]);
    const calls = Array.from({ length: 100 }, () => player.run({ aws: 1000, other: 300 })[0]);
    expect(calls.slice(60).filter((armId) => armId === 'other').length).toBeGreaterThan(30);
  });

  it('never runs a call at two places', () => {
    const player = new Player(contextual(), [AWS, GOOGLE]);
    for (let call = 0; call < 50; call += 1) expect(player.run({ aws: 100, google: 100 })).toHaveLength(1);
  });

  it('charges a cold start: a call after a long pause goes where loading is free', () => {
    const billed = armOf('billed', 'aws-lambda-x86', 1024, { initMs: 5 * SECOND });
    const free = armOf('free', 'azure-consumption', 1024, { initMs: 5 * SECOND });
    const policy = contextual({ scale: 0 });
    let state = policy.start();
    for (let call = 0; call < 50; call += 1) {
      const sample = { armId: 'billed', atMs: call * SECOND, payloadBytes: 100, durationMs: 100, initMs: 0, egressBytes: 0, dollars: 1 };
      state = policy.learn(state, sample);
    }
    const soon = policy.explain(state, situationWith([billed, free], { nowMs: 60 * SECOND }));
    const late = policy.explain(state, situationWith([billed, free], { nowMs: 10_000 * SECOND }));
    expect(soon.find(({ armId }) => armId === 'billed')?.coldProbability).toBeLessThan(0.01);
    expect(late.find(({ armId }) => armId === 'billed')?.coldProbability).toBeGreaterThan(0.99);
    expect(late.find(({ chosen }) => chosen)?.armId).toBe('free');
  });

  it('reckons with the rounding of bills: just above 100 ms costs two steps at Google', () => {
    const google = armOf('google', 'gcp-functions-gen1', 2048);
    const aws = armOf('aws', 'aws-lambda-x86', 2048);
    const policy = contextual({ scale: 0 });
    const costs = [99, 101].map((durationMs) => {
      let state = policy.start();
      for (let call = 0; call < 300; call += 1) {
        const sample = { armId: 'google', atMs: call, payloadBytes: 100, durationMs, initMs: 0, egressBytes: 0, dollars: 1 };
        state = policy.learn(state, sample);
      }
      return policy.explain(state, situationWith([google, aws], { nowMs: 1 }))[0]?.expectedDollars ?? 0;
    });
    expect((costs[1] ?? 0) / (costs[0] ?? 1)).toBeGreaterThan(1.1);
  });

  it('its state survives a restart, and a stored text that is none is refused', () => {
    const player = new Player(contextual(), [AWS, GOOGLE]);
    for (let call = 0; call < 30; call += 1) player.run({ aws: 100, google: 900 });
    const before = player.estimates;
    player.restart();
    expect(player.estimates).toEqual(before);
    expect(() => contextual().restore({ arms: 'none' })).toThrow('arms');
  });

  it('the same seed gives the same choices', () => {
    const choices = [1, 2].map(() => {
      const player = new Player(contextual(), [AWS, GOOGLE]);
      return Array.from({ length: 30 }, () => player.run({ aws: 100, google: 130 })[0]);
    });
    expect(choices[0]).toEqual(choices[1]);
  });

  it('payloads of any size, and durations of nothing, leave its sums finite', () => {
    const policy = contextual();
    let state = policy.start();
    for (const [payloadBytes, durationMs] of [
      [0, 0],
      [1, 900_000],
      [6_291_456, 0.001],
      [100, 1e9],
    ] as const) {
      state = policy.learn(state, { armId: 'aws', atMs: 0, payloadBytes, durationMs, initMs: 0, egressBytes: 0, dollars: 0 });
    }
    const costs = policy.explain(state, situationWith([AWS, GOOGLE])).map(({ expectedDollars }) => expectedDollars ?? NaN);
    expect(costs.every((cost) => Number.isFinite(cost) && cost > 0)).toBe(true);
  });
});
