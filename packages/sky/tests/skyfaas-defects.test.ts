import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cheapestAverage } from '../src/policy/cheapest-average.ts';
import { findPlan, makeBill } from '../src/prices/bill.ts';
import { loadPriceBook } from '../src/prices/load-price-book.ts';
import { formatDollars } from '../src/prices/money.ts';
import { findReport } from '../src/providers/lambda/report-line.ts';
import { readProviders } from '../src/providers/read-providers.ts';
import { AWS, GOOGLE } from './support/arms.ts';
import { Player } from './support/play.ts';
import { SkyWorld } from './support/sky-world.ts';

const book = await loadPriceBook();
const BOTH = [AWS, GOOGLE];

/** Dollars of one call of the two providers that SkyFaaS compares. */
function dollars(planId: string, durationMs: number, memoryMb: number): string {
  const usage = { durationMs, initMs: 0, memoryMb, usedMemoryMb: undefined, egressBytes: 0 };
  return formatDollars(makeBill(book.version, findPlan(book, planId), usage, 'exact').total, 9);
}

describe('SkyFaaS, 1.4: its algorithms', () => {
  it('explore and exploit: each arm is measured N times, and from then on only the chosen one is called', () => {
    const player = new Player(cheapestAverage({ probes: 2 }), BOTH);
    const calls = Array.from({ length: 5 }, () => player.run({ aws: 100, google: 900 }));
    expect(calls).toEqual([['aws', 'google'], ['aws', 'google'], ['aws'], ['aws'], ['aws']]);
  });

  it('the running average counts a call only when its duration was found', () => {
    const player = new Player(cheapestAverage(), BOTH);
    player.run({ aws: 100, google: 100 });
    player.choose();
    player.miss('aws');
    player.learn('google', 300);
    expect(player.estimates).toMatchObject([
      { samples: 1, meanMs: 100 },
      { samples: 2, meanMs: 200 },
    ]);
  });

  it('the cost has the memory in it', () => {
    expect(dollars('aws-lambda-x86', 1000, 1024)).toBe('0.000016867');
    expect(dollars('aws-lambda-x86', 1000, 128)).toBe('0.000002283');
  });

  it('the cost takes milliseconds for milliseconds, and rounds up as each provider does', () => {
    expect(dollars('aws-lambda-x86', 1, 1024)).toBe('0.000000217');
    expect(dollars('gcp-functions-gen1', 101, 128)).toBe(dollars('gcp-functions-gen1', 200, 128));
    expect(dollars('gcp-functions-gen1', 100, 128)).not.toBe(dollars('gcp-functions-gen1', 101, 128));
  });

  it('the cost at Google has the clock in it: 0.631 millionths of a dollar for 100 ms with 128 MB', () => {
    expect(dollars('gcp-functions-gen1', 100, 128)).toBe('0.000000631');
  });

  it('the request fee is that of one request, not of ten million: equal calls of 100 ms differ by their compute, too', () => {
    expect(dollars('aws-lambda-x86', 100, 128)).toBe('0.000000408');
    expect(Number(dollars('aws-lambda-x86', 200, 128))).toBeGreaterThan(Number(dollars('aws-lambda-x86', 100, 128)) * 1.4);
  });

  it('free quota and egress are in the cost', () => {
    const usage = { durationMs: 100, initMs: 0, memoryMb: 128, usedMemoryMb: undefined, egressBytes: 1_000_000 };
    const plan = findPlan(book, 'aws-lambda-x86');
    expect(makeBill(book.version, plan, usage, 'exact', {}).total).toBe(0n);
    const egress = makeBill(book.version, plan, usage, 'exact').lines.find(({ meter }) => meter === 'egress');
    expect(formatDollars(egress?.cost ?? 0n, 9)).toBe('0.000083819');
  });

  it('an arm without a sample has no price, neither 100000000 nor 10000000', () => {
    const player = new Player(cheapestAverage(), BOTH);
    expect(player.estimates.map(({ expectedDollars }) => expectedDollars)).toEqual([undefined, undefined]);
  });

  it('the change rule is applied: a mean that moved by more than the threshold leads to a new choice', () => {
    const player = new Player(cheapestAverage({ threshold: 0.5 }), BOTH);
    for (let call = 0; call < 2; call += 1) player.run({ aws: 100, google: 100 });
    const after = Array.from({ length: 60 }, () => player.run({ aws: 2_000, google: 100 })[0]);
    expect(after.at(-1)).toBe('google');
  });
});

describe('SkyFaaS, 1.5 and 1.6: its weaknesses', () => {
  it('1: the comparison is not inverted, and its result is not overwritten', () => {
    for (const [aws, google, chosen] of [
      [1000, 500, 'google'],
      [100, 100, 'aws'],
    ] as const) {
      const player = new Player(cheapestAverage(), BOTH);
      for (let call = 0; call < 2; call += 1) player.run({ aws, google });
      expect(player.choose()).toEqual([chosen]);
    }
  });

  it('4: decisions and averages survive a restart', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'skein']);
    await world.drivers(5);
    await world.entries();
    const before = world.sky.explain('sample');
    await world.restart();
    expect(world.sky.explain('sample')).toEqual(before);
  });

  it('4: many callers at once are served at once, and each gets the answer to its own call', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'simulated-gcp', 'skein']);
    const began = world.clock.monotonicMs();
    const calls = Array.from({ length: 30 }, (_, index) => world.begin({ index, sleepMs: 800 }));
    const bodies = (await world.clock.run(() => Promise.all(calls))).map(({ body }) => JSON.parse(body) as unknown);
    expect(bodies).toEqual(Array.from({ length: 30 }, (_, index) => ({ index, sleepMs: 800 })));
    expect(world.clock.monotonicMs() - began).toBeLessThan(5_000);
  });

  it('5: two functions do not overwrite each other at a provider', async () => {
    await using world = await SkyWorld.open();
    const other = { ...world.revision, functionName: 'other', id: '00000000-0000-4000-8000-00000000000b' };
    const [first, second] = [await world.place(['simulated-aws']), await world.place(['simulated-aws'], { revision: other })];
    const references = [first, second].map(({ placement }) => placement.deployments[0]?.reference);
    expect(new Set(references).size).toBe(2);
    expect((await world.call({ a: 1 })).body).toBe('{"a":1}');
    expect((await world.call({ b: 2 }, other)).body).toBe('{"b":2}');
  });

  it('6: what is invoked with is what was sent, and the result comes back', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-gcp']);
    expect((await world.call({ file: 'cat.jpeg' })).body).toBe('{"file":"cat.jpeg"}');
  });

  it('6: asking for an unknown function is an error, and everything goes on', async () => {
    await using world = await SkyWorld.open();
    expect(() => world.sky.explain('unknown')).toThrow(expect.objectContaining({ code: 'placement_not_found' }));
    expect((await world.call({ a: 1 })).body).toBe('{"a":1}');
  });

  it('8: a duration is that of its own call: reports are found by request id, and not as the newest', () => {
    const line = (id: string, ms: number): string =>
      `REPORT RequestId: ${id}\tDuration: ${ms} ms\tBilled Duration: ${ms} ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\t`;
    const log = [line('call-1', 100), line('call-2', 900), line('call-0', 5)].join('\n');
    expect(findReport(log, 'call-1')?.durationMs).toBe(100);
    expect(findReport(log, 'call-3')).toBeUndefined();
  });

  it('8: the billed duration is read, and never taken out of another figure', () => {
    const line =
      'REPORT RequestId: a\tDuration: 47.28 ms\tBilled Duration: 388 ms\tMemory Size: 256 MB\tMax Memory Used: 86 MB\tInit Duration: 340.74 ms\t';
    expect(findReport(line, 'a')).toMatchObject({ durationMs: 47.28, billedMs: 388, initMs: 340.74 });
  });

  it('8: a log that is not there yet is waited for, and never read too early as that of the run before', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-gcp']);
    await world.call({ sleepMs: 300 });
    await world.call({ sleepMs: 20 });
    expect(world.sky.explain('sample').arms[0]).toMatchObject({ samples: 0 });
    await world.clock.run(() => world.clock.pause(15_000));
    const durations = (await world.entries()).map(({ bill }) => bill?.durationMs);
    expect(durations).toEqual([20, 300]);
  });

  it('9: no account, key or file of credentials is in what configures a provider', async () => {
    const file = path.join(import.meta.dirname, 'support', 'providers-with-key.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ providers: [{ accessKeyId: 'a key' }] });
    await expect(readProviders(file)).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining('accessKeyId'),
    });
  });

  it.each(['../x', 'a/b', '"; rm', '.'])('9: a name such as %j never becomes a path: it is refused', async (functionName) => {
    await using world = await SkyWorld.open();
    const revision = { ...world.revision, functionName };
    await expect(world.place(['simulated-aws'], { revision })).rejects.toMatchObject({ code: 'provider_refused' });
  });

  it('9: there are status, results, updates and removal', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws']);
    await world.place(['simulated-aws', 'skein'], { policy: 'contextual' });
    expect(world.sky.list()).toMatchObject([{ placement: { functionName: 'sample', policy: 'contextual' } }]);
    expect((await world.call({ a: 1 })).body).toBe('{"a":1}');
    await world.clock.run(() => world.sky.unplace('sample'));
    expect(world.sky.list()).toEqual([]);
  });

  it('9: a deployment that fails is told and not called', async () => {
    await using world = await SkyWorld.open();
    world.breakProvider('simulated-gcp', 'unreachable', 1_000);
    const { placement, failures } = await world.place(['simulated-aws', 'simulated-gcp']);
    expect(failures).toMatchObject([{ provider: 'simulated-gcp' }]);
    expect(placement.deployments).toHaveLength(1);
    expect(new Set(await world.drivers(4))).toEqual(new Set(['simulated-aws']));
  });

  it('10: without any configuration there are places to try, and nothing fails at the start', async () => {
    expect(await readProviders(undefined)).toEqual([]);
    await using world = await SkyWorld.open();
    expect(world.sky.listProviders().map(({ name }) => name)).toEqual(['skein', 'simulated-aws', 'simulated-gcp', 'simulated-azure']);
  });
});
