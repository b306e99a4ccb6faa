import { conformanceRevision, invokerConformance } from '@skein/ports/conformance';
import { describe, expect, it } from 'vitest';
import { providerInvoker } from './support/provider-invoker.ts';
import type { ProviderAnswer } from '../src/providers/provider.ts';
import { seededRandom } from '../src/random/random.ts';
import { providerConformance } from './support/provider-conformance.ts';
import { SAMPLE, simulated } from './support/simulated.ts';

const PRESETS = ['simulated-aws', 'simulated-gcp', 'simulated-azure'];

describe.each(PRESETS)('the preset %s', (id) => {
  providerConformance(async () => {
    const { provider, clock } = simulated(id);
    return { provider, sample: SAMPLE, settle: (work) => clock.run(() => work), async [Symbol.asyncDispose]() {} };
  });

  invokerConformance({ describe, it, expect }, async () => {
    const { provider, clock } = simulated(id);
    const deployment = await clock.run(() => provider.deploy(SAMPLE));
    const invoker = providerInvoker(provider, deployment, clock);
    return { invoker, revision: conformanceRevision('sample'), settle: (work) => clock.run(() => work), async [Symbol.asyncDispose]() {} };
  });

  it('is labelled as simulated wherever it shows', async () => {
    const { provider, clock } = simulated(id);
    expect([provider.simulated, provider.name, provider.title]).toEqual([true, id, expect.stringContaining('simulated')]);
    const deployment = await clock.run(() => provider.deploy(SAMPLE));
    const { usage } = await clock.run(() => provider.invoke(deployment, { id: '1', body: Buffer.from('{}') }));
    expect(usage?.raw ?? 'simulated').toContain('simulated');
  });
});

function body(event: object): { readonly id: string; readonly body: Buffer } {
  return { id: '1', body: Buffer.from(JSON.stringify(event)) };
}

describe('a cloud made of published figures', () => {
  it('starts cold once, keeps the instance, and forgets it after the idle limit', async () => {
    const { provider, clock } = simulated('simulated-aws', { changes: { keepAliveMs: 437_000 } });
    const deployment = await clock.run(() => provider.deploy(SAMPLE));
    const invoke = (): Promise<ProviderAnswer> => clock.run(() => provider.invoke(deployment, body({})));
    const colds: boolean[] = [];
    for (const pauseMs of [0, 1_000, 430_000, 437_000, 10]) {
      await clock.run(() => clock.pause(pauseMs));
      colds.push(((await invoke()).usage?.initMs ?? 0) > 0);
    }
    expect(colds).toEqual([true, false, false, true, false]);
  });

  it('a provider with a 437 s idle limit is measured as 437 to 457 s at granularity 20', async () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const { provider, clock } = simulated('simulated-aws', { changes: { keepAliveMs: 437_000 }, random: seededRandom(seed) });
      const deployment = await clock.run(() => provider.deploy(SAMPLE));
      await clock.run(() => provider.invoke(deployment, body({})));
      let idleSeconds = 0;
      for (let cold = false; !cold;) {
        idleSeconds += 20;
        await clock.run(() => clock.pause(idleSeconds * 1_000));
        const { usage } = await clock.run(() => provider.invoke(deployment, body({})));
        cold = (usage?.initMs ?? 0) > 0;
      }
      expect(idleSeconds).toBeGreaterThanOrEqual(437);
      expect(idleSeconds).toBeLessThanOrEqual(457);
    }
  });

  it('gives a function the share of a processor that its memory buys: work takes longer with less, waiting does not', async () => {
    const duration = async (memoryMb: number, event: object): Promise<number> => {
      const { provider, clock } = simulated();
      const deployment = await clock.run(() => provider.deploy({ ...SAMPLE, memoryMb, timeoutSeconds: 900 }));
      return (await clock.run(() => provider.invoke(deployment, body(event)))).usage?.durationMs ?? 0;
    };
    expect(await duration(1769, { workMs: 100 })).toBeCloseTo(100);
    expect(await duration(128, { workMs: 100 })).toBeCloseTo((100 * 1769) / 128);
    expect(await duration(10_240, { workMs: 100 })).toBeCloseTo(100);
    expect(await duration(128, { sleepMs: 100 })).toBeCloseTo(100);
  });

  it('the same seed gives the same latencies; the median of many is the published one', async () => {
    const latencies = async (seed: number): Promise<readonly number[]> => {
      const { provider, clock } = simulated('simulated-gcp', { random: seededRandom(seed) });
      const deployment = await clock.run(() => provider.deploy(SAMPLE));
      await clock.run(() => provider.invoke(deployment, body({})));
      const taken: number[] = [];
      for (let call = 0; call < 400; call += 1) {
        const sentMs = clock.monotonicMs();
        await clock.run(() => provider.invoke(deployment, body({})));
        taken.push(clock.monotonicMs() - sentMs);
      }
      return taken;
    };
    const first = await latencies(3);
    expect(await latencies(3)).toEqual(first);
    const median = first.toSorted((left, right) => left - right)[200] ?? 0;
    expect(median).toBeGreaterThan(15);
    expect(median).toBeLessThan(19);
  });

  it('refuses with 429 what is more than its concurrency', async () => {
    const { provider, clock } = simulated('simulated-aws', { changes: { concurrency: 2 } });
    const deployment = await clock.run(() => provider.deploy(SAMPLE));
    const calls = await clock.run(() => Promise.allSettled([1, 2, 3].map(() => provider.invoke(deployment, body({ sleepMs: 500 })))));
    expect(calls.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(calls.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'provider_throttled' } });
  });

  it('writes its log late: a report can be collected only after the delay', async () => {
    const { provider, clock } = simulated('simulated-gcp');
    const deployment = await clock.run(() => provider.deploy(SAMPLE));
    const { requestId, usage } = await clock.run(() => provider.invoke(deployment, body({ sleepMs: 30 })));
    expect(usage).toBeUndefined();
    expect((await provider.collect(deployment, [requestId])).size).toBe(0);
    await clock.run(() => clock.pause(10_000));
    expect((await provider.collect(deployment, [requestId])).get(requestId)).toMatchObject({ durationMs: 30, source: 'reconstructed' });
  });

  it.each([
    ['unreachable', 'provider_unreachable'],
    ['throttle', 'provider_throttled'],
  ] as const)('an outage of the kind %s ends by itself', async (kind, code) => {
    const { provider, clock } = simulated('simulated-aws', { faults: [{ kind, fromMs: 1_000, untilMs: 60_000 }] });
    const deployment = await clock.run(() => provider.deploy(SAMPLE));
    await clock.run(() => clock.pause(2_000));
    await expect(clock.run(() => provider.invoke(deployment, body({})))).rejects.toMatchObject({ code });
    await clock.run(() => clock.pause(60_000));
    expect((await clock.run(() => provider.invoke(deployment, body({})))).error).toBeUndefined();
  });

  it('a call that hangs ends when nobody waits any longer', async () => {
    const { provider, clock } = simulated('simulated-aws', { faults: [{ kind: 'hang', fromMs: 0, untilMs: Infinity }] });
    const deployment = await clock.run(() => provider.deploy(SAMPLE));
    const caller = new AbortController();
    const call = provider.invoke(deployment, { ...body({}), signal: caller.signal });
    clock.after(5_000, () => caller.abort());
    await expect(clock.run(() => call)).rejects.toMatchObject({ code: 'provider_failed' });
  });

  it('an answer that is garbage is a failure of the provider, and not a result', async () => {
    const { provider, clock } = simulated('simulated-aws', { faults: [{ kind: 'garbage', fromMs: 0, untilMs: Infinity }] });
    const deployment = await clock.run(() => provider.deploy(SAMPLE));
    const invoker = providerInvoker(provider, deployment, clock);
    const revision = conformanceRevision('sample');
    const invocation = { target: { version: '1', revision }, ...body({}) } as Parameters<typeof invoker.invoke>[0];
    const written: Buffer[] = [];
    const call = invoker.invoke(invocation, { response: { write: (chunk) => void written.push(chunk) } });
    await expect(clock.run(() => call)).rejects.toMatchObject({ code: 'provider_failed' });
    expect(written).toEqual([]);
  });
});
