import { invokerConformance } from '@skein/ports/conformance';
import { describe, expect, it } from 'vitest';
import { SkyWorld } from './support/sky-world.ts';

const CLOUDS = ['simulated-aws', 'simulated-gcp', 'simulated-azure'];
const HOUR_MS = 3_600_000;

describe.each([
  ['nothing placed', []],
  ['this Skein and three clouds', ['skein', ...CLOUDS]],
])('the broker with %s', (_, providers) => {
  invokerConformance({ describe, it, expect }, async () => {
    const world = await SkyWorld.open();
    if (providers.length > 0) await world.place(providers);
    const { revision } = world;
    return {
      invoker: world.sky.invoker,
      revision,
      settle: (work) => world.clock.run(() => work),
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
    };
  });
});

describe('a placed function', () => {
  it('is invoked through the same Invoke API, at every provider in turn, then at the cheapest', async () => {
    await using world = await SkyWorld.open();
    await world.place(CLOUDS.slice(0, 1).concat('skein'));
    expect(await world.drivers(6)).toEqual(['simulated-aws', 'skein', 'simulated-aws', 'skein', 'skein', 'skein']);
    expect(world.sky.explain('sample').arms).toMatchObject([
      { armId: 'simulated-aws', samples: 2, chosen: false, simulated: true },
      { armId: 'skein', samples: 4, chosen: true, simulated: false },
    ]);
  });

  it('that is idempotent runs on all at first; the answer is the first success, and it is given once', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'simulated-azure'], { idempotent: true });
    const { body, outcome } = await world.call({ hello: 1 });
    expect(body).toBe('{"hello":1}');
    expect(outcome.usage.driver).toBe('simulated-aws');
    await world.clock.run(() => world.clock.pause(10_000));
    expect((await world.entries()).map(({ provider, status }) => [provider, status])).toEqual([
      ['simulated-azure', 'succeeded'],
      ['simulated-aws', 'succeeded'],
    ]);
  });

  it('says in its outcome that a cloud was simulated', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-gcp']);
    expect((await world.call()).outcome.notices[0]).toMatch(/^Simulated: /);
  });

  it('a call of a newer revision stays here until that is deployed, too, and says so', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-gcp']);
    const newer = { ...world.revision, id: '00000000-0000-4000-8000-0000000000ff' };
    const { outcome } = await world.call({}, newer);
    expect(outcome.usage.driver).toBe('skein');
    expect(outcome.notices.join()).toContain('earlier revision');
    await world.place(['simulated-gcp'], { revision: newer });
    expect((await world.call({}, newer)).outcome.usage.driver).toBe('simulated-gcp');
  });

  it("learns from the provider's own report when it comes, by the request's id, and bills it then", async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-gcp']);
    await world.call({ sleepMs: 120 });
    const [before] = await world.entries();
    expect(before?.bill).toMatchObject({ source: 'estimated', pending: true });
    expect(world.sky.explain('sample').arms[0]).toMatchObject({ samples: 0 });
    await world.clock.run(() => world.clock.pause(15_000));
    const [after] = await world.entries();
    expect(after?.bill).toMatchObject({ source: 'reconstructed', pending: false, durationMs: 120, priceBookVersion: '2026-11-20' });
    expect(after?.bill?.billedMs).toBeGreaterThanOrEqual(200);
    expect(JSON.parse(after?.bill?.raw ?? '')).toMatchObject({ requestId: after?.requestId });
    expect(world.sky.explain('sample').arms[0]).toMatchObject({ samples: 1 });
  });

  it('a report that never comes leaves an estimate and is not learnt', async () => {
    await using world = await SkyWorld.open();
    world.breakProvider('simulated-gcp', 'lost-log');
    await world.place(['simulated-gcp']);
    await world.call();
    await world.clock.run(() => world.clock.pause(HOUR_MS));
    expect((await world.entries())[0]?.bill).toMatchObject({ source: 'estimated', pending: false });
    expect(world.sky.explain('sample').arms[0]).toMatchObject({ samples: 0, failures: 1 });
  });

  it('keeps its choices and bills over a restart', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'skein']);
    await world.drivers(5);
    const [entries, before] = [await world.entries(), world.sky.explain('sample')];
    await world.restart();
    expect(world.sky.explain('sample')).toEqual(before);
    expect(await world.entries()).toEqual(entries);
    expect(await world.drivers(2)).toEqual(['skein', 'skein']);
  });

  it('a report that is missing when the process ends is collected by the next one', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-gcp']);
    await world.call({ sleepMs: 50 });
    await world.entries();
    await world.restart();
    await world.clock.run(() => world.clock.pause(30_000));
    expect((await world.entries())[0]?.bill).toMatchObject({ source: 'reconstructed', durationMs: 50 });
    expect(world.sky.explain('sample').arms[0]).toMatchObject({ samples: 1 });
  });

  it('a broker that is killed between choice and answer: the call is in the ledger as lost, and nothing else is disturbed', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'skein']);
    const unanswered = world.begin({ sleepMs: 900 });
    unanswered.catch(() => {});
    await world.entries();
    await world.restart();
    expect((await world.entries()).map(({ status }) => status)).toEqual(['lost']);
    expect((await world.drivers(2)).length).toBe(2);
  });

  it('an injected slowdown is noticed: the calls move away', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'simulated-azure']);
    await world.drivers(6, { sleepMs: 50 });
    await world.clock.run(() => world.clock.pause(HOUR_MS));
    const chosen = (await world.drivers(3, { sleepMs: 50 })).at(-1) ?? '';
    world.breakProvider(chosen, 'slow', Infinity, 15);
    const after: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      after.push(...(await world.drivers(10, { sleepMs: 50 })));
      await world.clock.run(() => world.clock.pause(200_000));
    }
    expect(after.at(-1)).not.toBe(chosen);
  });

  it('the contextual policy serves, too, and explains itself', async () => {
    await using world = await SkyWorld.open();
    await world.place(['skein', ...CLOUDS], { policy: 'contextual' });
    expect(new Set(await world.drivers(20))).toEqual(new Set(['skein']));
    expect(world.sky.explain('sample').arms.every(({ expectedDollars }) => expectedDollars !== undefined)).toBe(true);
  });
});

describe('a provider that misbehaves', () => {
  it('fails: the next one gets the call, and after some failures it is left alone for a while', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'skein']);
    world.breakProvider('simulated-aws', 'unreachable', 20_000);
    expect(new Set(await world.drivers(8))).toEqual(new Set(['skein']));
    const refused = (await world.entries()).filter(({ status }) => status === 'refused');
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect(refused.length).toBeLessThanOrEqual(6);
    expect(refused[0]).toMatchObject({ provider: 'simulated-aws', error: 'provider_unreachable' });
    expect(refused[0]?.bill).toBeUndefined();
  });

  it('answers 429: the next one gets the call, also when the function is not idempotent', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'skein']);
    world.breakProvider('simulated-aws', 'throttle');
    expect(await world.drivers(3)).toEqual(['skein', 'skein', 'skein']);
  });

  it('hangs: a function that is not idempotent is not run again, and the caller gets an error in bounded time', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'skein']);
    world.breakProvider('simulated-aws', 'hang');
    await expect(world.call()).rejects.toMatchObject({ code: 'provider_failed' });
    expect(world.clock.monotonicMs()).toBeLessThan(60_000);
    expect((await world.entries()).map(({ provider, status }) => [provider, status])).toEqual([['simulated-aws', 'failed']]);
  });

  it('hangs: an idempotent function has its answer from another one', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'skein'], { idempotent: true });
    world.breakProvider('simulated-aws', 'hang');
    expect((await world.call({ a: 1 })).body).toBe('{"a":1}');
  });

  it('answers garbage: that is an error and never the function result', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws']);
    world.breakProvider('simulated-aws', 'garbage');
    await expect(world.call()).rejects.toMatchObject({ code: 'provider_failed' });
  });

  it('all of them are away: the caller gets the last error, and calls work again afterwards', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'simulated-gcp']);
    for (const name of ['simulated-aws', 'simulated-gcp']) world.breakProvider(name, 'unreachable', 30_000);
    for (let call = 0; call < 8; call += 1) await expect(world.call()).rejects.toMatchObject({ code: 'provider_unreachable' });
    await world.clock.run(() => world.clock.pause(400_000));
    expect((await world.call()).outcome.status).toBe('SUCCEEDED');
  });

  it('reports the same call twice: it is billed and learnt once', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-gcp']);
    await world.call();
    for (let time = 0; time < 3; time += 1) await world.clock.run(() => world.clock.pause(15_000));
    expect((await world.entries()).length).toBe(1);
    expect(world.sky.explain('sample').arms[0]).toMatchObject({ samples: 1 });
  });
});

describe('tuning', () => {
  it('the number of probes is the choice of the operator', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws', 'skein'], { tuning: { probes: 4 } });
    const first = await world.drivers(8);
    expect(first.filter((driver) => driver === 'simulated-aws')).toHaveLength(4);
    expect(await world.drivers(2)).toEqual(['skein', 'skein']);
  });
});

describe('placing', () => {
  it('deploy failing on one of three: the function runs on the two others, and the failure is told', async () => {
    await using world = await SkyWorld.open();
    world.breakProvider('simulated-gcp', 'unreachable');
    const { placement, failures } = await world.place(CLOUDS);
    expect(placement.deployments.map(({ provider }) => provider)).toEqual(['simulated-aws', 'simulated-azure']);
    expect(failures).toEqual([{ provider: 'simulated-gcp', reason: expect.stringContaining('simulated-gcp could not be reached') }]);
    world.repair('simulated-gcp');
    expect((await world.place(CLOUDS)).failures).toEqual([]);
  });

  it('deploy failing everywhere changes nothing', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws']);
    world.breakProvider('simulated-gcp', 'unreachable');
    await expect(world.place(['simulated-gcp'])).rejects.toMatchObject({ code: 'provider_unreachable' });
    expect(world.sky.explain('sample').placement.deployments.map(({ provider }) => provider)).toEqual(['simulated-aws']);
  });

  it('an unknown provider, and a function that cannot run there, are refused before anything is deployed', async () => {
    await using world = await SkyWorld.open();
    await expect(world.place(['simulated-aws', 'nimbus'])).rejects.toMatchObject({ code: 'provider_not_found' });
    const settings = { ...world.revision.settings, runtime: 'java21' };
    await expect(world.place(['simulated-aws'], { revision: { ...world.revision, settings } })).rejects.toMatchObject({
      code: 'provider_refused',
      message: expect.stringContaining('no runtime java21'),
    });
    expect(world.sky.list()).toEqual([]);
  });

  it('placed on fewer providers than before, it is removed from the others; unplaced, from all', async () => {
    await using world = await SkyWorld.open();
    const { placement } = await world.place(['simulated-aws', 'simulated-gcp']);
    await world.place(['simulated-aws']);
    const [aws, gcp] = world.providers;
    const [onAws, onGcp] = placement.deployments;
    if (aws === undefined || gcp === undefined || onAws === undefined || onGcp === undefined) throw new Error('two are placed');
    await expect(world.clock.run(() => gcp.invoke(onGcp, world.invocation({})))).rejects.toMatchObject({ code: 'provider_refused' });
    await world.clock.run(() => world.sky.unplace('sample'));
    await expect(world.clock.run(() => aws.invoke(onAws, world.invocation({})))).rejects.toMatchObject({ code: 'provider_refused' });
    expect((await world.call()).outcome.usage.driver).toBe('skein');
    await expect(world.clock.run(() => world.sky.unplace('sample'))).rejects.toMatchObject({ code: 'placement_not_found' });
  });
});

describe('nothing is left behind', () => {
  it('what could not be removed is told, and removed at the next start', async () => {
    await using world = await SkyWorld.open();
    const { placement } = await world.place(['simulated-aws', 'simulated-gcp']);
    world.breakProvider('simulated-gcp', 'unreachable');
    const { failures } = await world.clock.run(() => world.sky.unplace('sample'));
    expect(failures.map(({ provider }) => provider)).toEqual(['simulated-gcp']);
    expect(world.sky.list()).toEqual([]);
    expect((await world.call()).outcome.usage.driver).toBe('skein');
    world.repair('simulated-gcp');
    await world.restart();
    await expect.poll(() => world.storedPlacements(), { timeout: 10_000 }).toEqual([]);
    expect(await world.whereItIs(placement.deployments)).toEqual([]);
  });

  it('a function that could not be brought anywhere is nowhere, and not in the store', async () => {
    await using world = await SkyWorld.open();
    const settings = { ...world.revision.settings, runtime: 'java21' };
    await expect(world.place(['simulated-aws'], { revision: { ...world.revision, settings } })).rejects.toThrow('java21');
    expect(await world.storedPlacements()).toEqual([]);
  });

  it('a process that died while it deployed has written down where: the next one cleans up', async () => {
    await using world = await SkyWorld.open();
    const { placement } = await world.place(['simulated-aws']);
    await world.forget(placement, ['simulated-aws']);
    expect(await world.whereItIs(placement.deployments)).toEqual(['simulated-aws']);
    await world.restart();
    await expect.poll(() => world.storedPlacements(), { timeout: 10_000 }).toEqual([]);
    expect(await world.whereItIs(placement.deployments)).toEqual([]);
  });
});

describe('the ledger', () => {
  it('sums up what calls cost by list price, and with free quota, which covers the first million', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws']);
    await world.drivers(3, { sleepMs: 100 });
    const { totals } = await world.sky.ledger({ limit: 10 });
    expect(totals).toMatchObject([{ provider: 'simulated-aws', calls: 3, marginalDollars: '0.000000000' }]);
    expect(Number(totals[0]?.listDollars)).toBeGreaterThan(3 * 0.4e-6);
  });

  it('bills what a failed function used, and does not learn from it', async () => {
    await using world = await SkyWorld.open();
    await world.place(['simulated-aws']);
    await world.call({ fail: 'no good' });
    expect((await world.entries())[0]).toMatchObject({ status: 'failed', error: 'handler_error', bill: { source: 'exact' } });
    expect(world.sky.explain('sample').arms[0]).toMatchObject({ samples: 0, failures: 1 });
  });
});
