import { describe, expect, it } from 'vitest';
import type { Deployment } from '@skein/contracts';
import type { FunctionToDeploy, Provider, ProviderAnswer } from '../../src/providers/provider.ts';
import { findPlan } from '../../src/prices/bill.ts';
import { loadPriceBook } from '../../src/prices/load-price-book.ts';

/** A provider with nothing on it. `sample` is the function of the invoker suite: it returns its event, sleeps, fails. */
export interface ProviderSubject extends AsyncDisposable {
  readonly provider: Provider;
  readonly sample: FunctionToDeploy;
  /** Lets work come to its end; with a virtual clock, by moving the clock. */
  readonly settle: <Result>(work: Promise<Result>) => Promise<Result>;
}

/** What every provider must do. Each test opens one of its own. */
export function providerConformance(open: () => Promise<ProviderSubject>): void {
  describe('a provider', () => {
    calls(open);
    refusals(open);
    accounts(open);
  });
}

function calls(open: () => Promise<ProviderSubject>): void {
  it('deploys, invokes and removes', async () => {
    await using subject = await open();
    const { provider, sample, settle } = subject;
    const deployment = await settle(provider.deploy(sample));
    expect(deployment).toMatchObject({ provider: provider.name, functionName: sample.name, memoryMb: sample.memoryMb });
    expect(JSON.parse(JSON.stringify(deployment))).toEqual(deployment);
    const answer = await call(subject, deployment, { text: 'ü "quoted"' });
    expect(JSON.parse(answer.body.toString())).toEqual({ text: 'ü "quoted"' });
    expect(answer.error).toBeUndefined();
    await settle(provider.remove(deployment));
    await expect(call(subject, deployment, {})).rejects.toMatchObject({ code: 'provider_refused' });
  });

  it('removes by the name alone', async () => {
    await using subject = await open();
    const { provider, sample, settle } = subject;
    const deployment = await settle(provider.deploy(sample));
    await settle(provider.remove({ functionName: sample.name }));
    await expect(call(subject, deployment, {})).rejects.toMatchObject({ code: 'provider_refused' });
  });

  it('removes what is gone without an error', async () => {
    await using subject = await open();
    const deployment = await subject.settle(subject.provider.deploy(subject.sample));
    await subject.settle(subject.provider.remove(deployment));
    await expect(subject.settle(subject.provider.remove(deployment))).resolves.toBeUndefined();
  });

  it('deploys again over what is there', async () => {
    await using subject = await open();
    const { provider, sample, settle } = subject;
    const first = await settle(provider.deploy(sample));
    const second = await settle(provider.deploy({ ...sample, memoryMb: 256 }));
    expect(second).toEqual({ ...first, memoryMb: 256 });
    expect((await call(subject, second, { again: 1 })).error).toBeUndefined();
    await settle(provider.remove(second));
  });

  it("tells a function's own failure and its timeout from failures of the provider", async () => {
    await using subject = await open();
    const deployment = await subject.settle(subject.provider.deploy(subject.sample));
    const failed = await call(subject, deployment, { fail: 'no good' });
    expect(failed.error).toBe('handler_error');
    expect(JSON.parse(failed.body.toString())).toMatchObject({ errorMessage: 'no good' });
    expect((await call(subject, deployment, { sleepMs: 20_000 })).error).toBe('timeout');
    await subject.settle(subject.provider.remove(deployment));
  });
}

function refusals(open: () => Promise<ProviderSubject>): void {
  it.each(["it's", 'say "hello"', '../escape', '', 'x'.repeat(200)])('refuses the name %j and leaves nothing behind', async (name) => {
    await using subject = await open();
    await expect(subject.settle(subject.provider.deploy({ ...subject.sample, name }))).rejects.toMatchObject({ code: 'provider_refused' });
  });
}

function accounts(open: () => Promise<ProviderSubject>): void {
  it('gives every call an id of its own, and its usage at once or by that id later', async () => {
    await using subject = await open();
    const { provider, sample, settle } = subject;
    const deployment = await settle(provider.deploy(sample));
    const answers = await Promise.all([20, 60].map((sleepMs) => call(subject, deployment, { sleepMs })));
    expect(new Set(answers.map(({ requestId }) => requestId)).size).toBe(2);
    expect((await settle(provider.collect(deployment, ['00000000-0000-4000-8000-000000000000']))).size).toBe(0);
    for (const [index, { requestId, usage }] of answers.entries()) {
      const known = usage ?? (await settle(provider.collect(deployment, [requestId]))).get(requestId);
      if (known === undefined) continue;
      expect(known.durationMs).toBeGreaterThanOrEqual([20, 60][index] ?? 0);
      expect(known.memoryMb).toBe(sample.memoryMb);
    }
    await settle(provider.remove(deployment));
  });

  it('says what it can take, and names a plan of the price book', async () => {
    await using subject = await open();
    const { provider, sample } = subject;
    const { runtimes, memoryMinMb, memoryMaxMb, timeoutMaxSeconds } = provider.capabilities();
    expect(runtimes.test(sample.runtime)).toBe(true);
    expect(memoryMinMb).toBeLessThanOrEqual(memoryMaxMb);
    expect(timeoutMaxSeconds).toBeGreaterThan(0);
    const { planId, processorShare } = provider.billing(sample);
    expect(findPlan(await loadPriceBook(), planId).id).toBe(planId);
    expect(processorShare).toBeGreaterThan(0);
  });
}

let made = 0;

function call({ provider, settle }: ProviderSubject, deployment: Deployment, event: object): Promise<ProviderAnswer> {
  made += 1;
  const id = `00000000-0000-4000-9000-${String(made).padStart(12, '0')}`;
  return settle(provider.invoke(deployment, { id, body: Buffer.from(JSON.stringify(event)), signal: AbortSignal.timeout(60_000) }));
}
