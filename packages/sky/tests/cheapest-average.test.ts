import { describe, expect, it } from 'vitest';
import { cheapestAverage } from '../src/policy/cheapest-average.ts';
import { AWS, GOOGLE, armOf } from './support/arms.ts';
import { Player } from './support/play.ts';

const BOTH = [AWS, GOOGLE];

describe("SkyFaaS's rule done right", () => {
  it('really chooses: 1000 ms on AWS against 500 ms on Google leads to Google, and the third call goes there only', () => {
    const player = new Player(cheapestAverage(), BOTH);
    for (const call of [1, 2]) expect([call, player.run({ aws: 1000, google: 500 })]).toEqual([call, ['aws', 'google']]);
    expect(player.choose()).toEqual(['google']);
    const [aws, google] = player.estimates;
    expect(aws?.expectedDollars).toBeCloseTo(2.283e-6, 9);
    expect(google?.expectedDollars).toBeCloseTo(1.556e-6, 9);
    expect([aws?.chosen, google?.chosen]).toEqual([false, true]);
  });

  it('the comparison is not inverted: with 100 ms on both, AWS is cheaper and is chosen', () => {
    const player = new Player(cheapestAverage(), BOTH);
    for (let call = 0; call < 2; call += 1) player.run({ aws: 100, google: 100 });
    expect(player.choose()).toEqual(['aws']);
    const [aws, google] = player.estimates;
    expect(aws?.expectedDollars).toBeCloseTo(0.408e-6, 9);
    expect(google?.expectedDollars).toBeCloseTo(0.631e-6, 9);
  });

  it('first N calls on every provider for functions declared idempotent: each exactly once, then exactly one provider', () => {
    const player = new Player(cheapestAverage({ probes: 3 }), BOTH);
    const calls = Array.from({ length: 5 }, () => player.run({ aws: 200, google: 200 }).length);
    expect(calls).toEqual([2, 2, 2, 1, 1]);
  });

  it('in turn otherwise: a function that is not idempotent never runs at two places', () => {
    const player = new Player(cheapestAverage(), BOTH, false);
    const calls = Array.from({ length: 6 }, () => player.run({ aws: 1000, google: 100 }));
    expect(calls).toEqual([['aws'], ['google'], ['aws'], ['google'], ['google'], ['google']]);
  });

  it('calls at the same time do not probe more often than was asked for', () => {
    const player = new Player(cheapestAverage(), BOTH, false);
    const atOnce = Array.from({ length: 6 }, () => player.choose()[0]);
    expect(atOnce.slice(0, 4)).toEqual(['aws', 'google', 'aws', 'google']);
  });

  it('a probe with no duration does not consume the exploration budget', () => {
    const player = new Player(cheapestAverage(), BOTH);
    player.choose();
    player.miss('aws');
    player.learn('google', 100);
    player.run({ aws: 100, google: 100 });
    expect(player.choose()).toEqual(['aws']);
    expect(player.estimates).toMatchObject([
      { armId: 'aws', samples: 1, failures: 1 },
      { armId: 'google', samples: 2, failures: 0 },
    ]);
  });

  it('a provider without samples is never the default: it is given up after some probes, and the other one is chosen', () => {
    const player = new Player(cheapestAverage(), BOTH);
    for (let call = 0; call < 10; call += 1) {
      for (const armId of player.choose()) {
        if (armId === 'aws') player.miss('aws');
        else player.learn('google', 60_000);
      }
    }
    expect(player.choose()).toEqual(['google']);
    expect(player.estimates[0]).toMatchObject({ armId: 'aws', samples: 0, failures: 6, expectedDollars: undefined, chosen: false });
  });

  it('decided again when the average moves by a threshold, and not below it', () => {
    const player = new Player(cheapestAverage({ threshold: 0.5 }), BOTH);
    for (let call = 0; call < 2; call += 1) player.run({ aws: 100, google: 100 });
    for (let call = 0; call < 20; call += 1) player.run({ aws: 140 });
    expect(player.choose()).toEqual(['aws']);
    const calls = Array.from({ length: 60 }, () => player.run({ aws: 1000, google: 100 })[0]);
    expect(calls[0]).toBe('aws');
    expect(calls.at(-1)).toBe('google');
  });

  it('a slowdown is noticed within some calls however long the function has been running', () => {
    const player = new Player(cheapestAverage(), BOTH);
    for (let call = 0; call < 5_000; call += 1) player.run({ aws: 100, google: 100 });
    const calls = Array.from({ length: 30 }, () => player.run({ aws: 1000, google: 100 })[0]);
    expect(calls).toContain('google');
  });

  it('the running mean of 100, 200 and 600 is 300; decision and averages survive a restart', () => {
    const player = new Player(cheapestAverage(), BOTH);
    player.run({ aws: 100, google: 5000 });
    player.run({ aws: 200, google: 5000 });
    player.run({ aws: 600 });
    player.restart();
    expect(player.estimates[0]).toMatchObject({ samples: 3, meanMs: 300, chosen: true });
    expect(player.choose()).toEqual(['aws']);
  });

  it('probes that were under way when the process ended are taken again', () => {
    const player = new Player(cheapestAverage({ probes: 1 }), BOTH);
    expect(player.choose()).toEqual(['aws', 'google']);
    player.restart();
    expect(player.choose()).toEqual(['aws', 'google']);
  });

  it('while the chosen provider is away, the cheapest of the others stands in for it', () => {
    const other = armOf('other', 'azure-flex');
    const player = new Player(cheapestAverage(), [...BOTH, other]);
    for (let call = 0; call < 2; call += 1) player.run({ aws: 100, google: 100, other: 100 });
    expect(player.choose([GOOGLE, other])).toEqual(['google']);
    expect(player.choose()).toEqual(['aws']);
  });

  it('a provider that joins later is probed, and then compared', () => {
    const player = new Player(cheapestAverage(), BOTH);
    for (let call = 0; call < 2; call += 1) player.run({ aws: 1000, google: 1000 });
    const arm = armOf('own', 'own');
    const grown = new Player(cheapestAverage(), [...BOTH, arm]);
    grown.state = player.state;
    expect(grown.run({ own: 1000 })).toEqual(['own']);
    grown.run({ own: 1000 });
    expect(grown.choose()).toEqual(['own']);
  });
});
