import { INVOKE_BODY_MAX_BYTES } from '@skein/contracts';
import type { Deployment, Invocation, Outcome } from '@skein/contracts';
import type { Clock, Invoker } from '@skein/ports';
import type { Arm } from '../policy/policy.ts';
import { findPlan } from '../prices/bill.ts';
import { compileCost } from '../prices/estimate-cost.ts';
import type { PriceBook, PricePlan } from '../prices/price-book.ts';
import { runAtProvider } from '../providers/run-at-provider.ts';
import type { Provider, ProviderBilling, UsageReport } from '../providers/provider.ts';

/** The provider that is this very Skein: its functions are there already. */
export const THIS_SKEIN = 'skein';

/** One call that ran at an arm, however badly. */
export interface ArmRun {
  readonly body: Buffer;
  readonly outcome: Outcome;
  readonly requestId: string;
  /** Undefined when the provider tells it later. */
  readonly usage: UsageReport | undefined;
  /** From sending to having the whole answer, in ms. */
  readonly elapsedMs: number;
}

/** What the lab found out about an arm, where it did. */
export interface ArmPrior {
  /** By how much calls are expected to take longer than the processor promises. */
  readonly durationFactor: number | undefined;
  readonly initMs: number | undefined;
  readonly keepAliveMs: number | undefined;
}

/** A place where one function runs, with what it costs there. */
export interface BrokerArm {
  readonly deployment: Deployment;
  readonly title: string;
  readonly simulated: boolean;
  readonly plan: PricePlan;
  /** What the policy may know. */
  readonly facts: Arm;
  readonly requestMaxBytes: number;
  /** What was known of it before anything ran; undefined when nothing was. */
  readonly prior?: ArmPrior | undefined;
  run(invocation: Invocation, signal: AbortSignal): Promise<ArmRun>;
  collect(requestIds: readonly string[]): Promise<ReadonlyMap<string, UsageReport>>;
}

/** What is assumed of this machine until it was measured: a whole processor, and code that loads in a moment. */
export const THIS_BILLING: ProviderBilling = { planId: 'own', source: 'exact', processorShare: 1, initMs: 20, keepAliveMs: 600_000 };

/** This machine as an arm. */
export function localArm(inner: Invoker, deployment: Deployment, book: PriceBook, clock: Clock): BrokerArm {
  return {
    ...priced(deployment, THIS_BILLING, book),
    title: 'This Skein',
    simulated: false,
    requestMaxBytes: INVOKE_BODY_MAX_BYTES,
    run: (invocation, signal) => runHere(inner, invocation, clock, signal),
    collect: () => Promise.resolve(new Map()),
  };
}

/** A deployed function at a provider as an arm. Throws `price_plan_not_found`. */
export function providerArm(provider: Provider, deployment: Deployment, book: PriceBook, clock: Clock): BrokerArm {
  return {
    ...priced(deployment, provider.billing(deployment), book),
    title: provider.title,
    simulated: provider.simulated,
    requestMaxBytes: provider.capabilities().requestMaxBytes,
    async run(invocation, signal) {
      const { answer, outcome, elapsedMs } = await runAtProvider(provider, deployment, invocation, clock, signal);
      return { body: answer.body, outcome, requestId: answer.requestId, usage: answer.usage, elapsedMs };
    },
    collect: (requestIds) => provider.collect(deployment, requestIds),
  };
}

function priced(deployment: Deployment, billing: ProviderBilling, book: PriceBook): Pick<BrokerArm, 'deployment' | 'plan' | 'facts'> {
  const { planId, processorShare, initMs, keepAliveMs } = billing;
  const plan = findPlan(book, planId);
  const cost = compileCost(plan, deployment.memoryMb);
  return { deployment, plan, facts: { id: deployment.provider, cost, processorShare, initMs, keepAliveMs } };
}

async function runHere(inner: Invoker, invocation: Invocation, clock: Clock, signal: AbortSignal): Promise<ArmRun> {
  const chunks: Buffer[] = [];
  const sentMs = clock.monotonicMs();
  const outcome = await inner.invoke(invocation, { response: { write: (chunk) => void chunks.push(chunk) }, signal });
  const { durationMs, billedMs, initMs = 0, memoryMb, maxMemoryMb, sandboxId } = outcome.usage;
  const usage: UsageReport = { durationMs, billedMs, initMs, memoryMb, maxMemoryMb, instanceId: sandboxId, source: 'exact', raw: '' };
  return { body: Buffer.concat(chunks), outcome, requestId: invocation.id, usage, elapsedMs: clock.monotonicMs() - sentMs };
}
