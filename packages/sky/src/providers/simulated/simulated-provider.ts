import { SkeinError } from '@skein/contracts';
import type { Deployment, OutcomeError } from '@skein/contracts';
import type { Clock } from '@skein/ports';
import { processorShare } from '../../clouds/cloud.ts';
import type { Cloud } from '../../clouds/cloud.ts';
import { drawNormal } from '../../random/random.ts';
import type { Random } from '../../random/random.ts';
import { LAMBDA_CAPABILITIES } from '../lambda/lambda-capabilities.ts';
import type {
  FunctionToDeploy,
  Provider,
  ProviderAnswer,
  ProviderBilling,
  ProviderCall,
  ProviderCapabilities,
  UsageReport,
} from '../provider.ts';
import { isFaulty, slownessAt } from './faults.ts';
import type { Fault } from './faults.ts';
import { SimulatedInstances } from './simulated-instances.ts';
import type { SimulatedInstance } from './simulated-instances.ts';

/** What the code of a function did, on one whole processor. The cloud makes of it how long it takes there. */
export interface SimulatedRun {
  /** Time that shrinks and grows with the processor's share, in ms. */
  readonly workMs: number;
  /** Time that does not, in ms. */
  readonly waitMs: number;
  readonly body: Buffer;
  readonly error?: OutcomeError | undefined;
  readonly maxMemoryMb?: number | undefined;
  readonly log?: string | undefined;
}

/** The code of the functions in a simulated cloud: a model of it, or something that really runs it. */
export type SimulatedCode = (deployment: Deployment, call: ProviderCall) => SimulatedRun | Promise<SimulatedRun>;

export interface SimulatedProviderOptions {
  readonly cloud: Cloud;
  readonly code: SimulatedCode;
  /** Real or virtual: with a virtual one, hours pass in no time. */
  readonly clock: Clock;
  readonly random: Random;
  readonly faults?: readonly Fault[];
}

/** Deviations of the normal distribution between its median and its 99th percentile. */
const NORMAL_P99 = 2.3263;
const FUNCTION_NAME = /^[\w-]{1,64}$/;
/** Reports kept until they are collected; the oldest are dropped first. */
const REPORTS_KEPT = 10_000;

interface Report {
  readonly usage: UsageReport;
  readonly readableAtMs: number;
}

/** A cloud made of published figures. It takes its time, starts cold, forgets idle instances, refuses, and writes its log late. */
export class SimulatedProvider implements Provider {
  readonly #options: SimulatedProviderOptions;
  readonly #deployed = new Map<string, SimulatedInstances>();
  readonly #removed = new Set<string>();
  readonly #reports = new Map<string, Report>();
  #calls = 0;

  constructor(options: SimulatedProviderOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.cloud.id;
  }

  get title(): string {
    return this.#options.cloud.title;
  }

  get simulated(): boolean {
    return true;
  }

  capabilities(): ProviderCapabilities {
    return LAMBDA_CAPABILITIES;
  }

  billing({ memoryMb }: Pick<Deployment, 'memoryMb'>): ProviderBilling {
    const { cloud } = this.#options;
    const { planId, keepAliveMs, reporting, init } = cloud;
    return { planId, source: reporting.source, processorShare: processorShare(cloud, memoryMb), initMs: init.medianMs, keepAliveMs };
  }

  async deploy({ name, memoryMb, timeoutSeconds, architecture }: FunctionToDeploy): Promise<Deployment> {
    this.#refuseWhenAway();
    if (!FUNCTION_NAME.test(name))
      throw new SkeinError('provider_refused', { provider: this.name, reason: `${name} is no name for a function.` });
    const reference = `${this.name}:${name}`;
    this.#removed.delete(name);
    // New code is new instances.
    this.#deployed.set(name, new SimulatedInstances(reference, this.#options.cloud.keepAliveMs));
    return { provider: this.name, reference, functionName: name, memoryMb, timeoutSeconds, architecture };
  }

  async invoke(deployment: Deployment, call: ProviderCall): Promise<ProviderAnswer> {
    const { cloud } = this.#options;
    this.#refuseWhenAway();
    const wayMs = this.#draw(cloud.network.medianMs, cloud.network.highMs / cloud.network.medianMs) / 2;
    await this.#pause(wayMs);
    const instances = this.#instancesOf(deployment);
    if (this.#isFaulty('throttle') || instances.busyCount >= cloud.concurrency)
      throw new SkeinError('provider_throttled', { provider: this.name });
    if (this.#isFaulty('hang')) await hang(this.name, call.signal);
    const { instance, cold } = instances.take(this.#nowMs());
    try {
      return await this.#run(deployment, call, instance, cold);
    } finally {
      instances.release(instance, this.#nowMs());
      await this.#pause(wayMs);
    }
  }

  async collect(_deployment: Deployment, requestIds: readonly string[]): Promise<ReadonlyMap<string, UsageReport>> {
    this.#refuseWhenAway();
    const found = new Map<string, UsageReport>();
    for (const requestId of requestIds) {
      const report = this.#reports.get(requestId);
      if (report !== undefined && report.readableAtMs <= this.#nowMs()) found.set(requestId, report.usage);
    }
    return found;
  }

  async remove({ functionName }: Pick<Deployment, 'functionName'>): Promise<void> {
    this.#refuseWhenAway();
    this.#deployed.delete(functionName);
    this.#removed.add(functionName);
  }

  async #run(deployment: Deployment, call: ProviderCall, instance: SimulatedInstance, cold: boolean): Promise<ProviderAnswer> {
    const { cloud, code, faults = [] } = this.#options;
    const beganMs = this.#nowMs();
    const initMs = cold ? this.#draw(cloud.init.medianMs, cloud.init.tailRatio) : 0;
    const run = await code(deployment, call);
    const share = Math.min(1, processorShare(cloud, deployment.memoryMb));
    const neededMs = (run.waitMs + run.workMs / share) * slownessAt(faults, beganMs);
    const timeoutMs = deployment.timeoutSeconds * 1_000;
    const durationMs = Math.min(neededMs, timeoutMs);
    await this.#pause(beganMs + initMs + durationMs - this.#nowMs());
    this.#calls += 1;
    const requestId = `${instance.id}-call-${this.#calls}`;
    const usage = this.#report(requestId, deployment, { durationMs, initMs, maxMemoryMb: run.maxMemoryMb, instanceId: instance.id });
    const ended = neededMs > timeoutMs ? timedOut(requestId, deployment) : { error: run.error, body: run.body };
    const body = this.#isFaulty('garbage') ? Buffer.from('<html>502 Bad Gateway</html>') : ended.body;
    return { requestId, error: ended.error, body, usage: cloud.reporting.atOnce ? usage : undefined, log: run.log ?? '' };
  }

  /** Writes the log of a call, which can be read some time later. Undefined when it got lost. */
  #report(
    requestId: string,
    { memoryMb }: Deployment,
    measured: Pick<UsageReport, 'durationMs' | 'initMs' | 'maxMemoryMb' | 'instanceId'>,
  ): UsageReport | undefined {
    if (this.#isFaulty('lost-log')) return undefined;
    const raw = JSON.stringify({ type: 'simulated.report', requestId, memoryMb, ...measured });
    const usage: UsageReport = { ...measured, billedMs: undefined, memoryMb, source: this.#options.cloud.reporting.source, raw };
    this.#reports.set(requestId, { usage, readableAtMs: this.#nowMs() + this.#options.cloud.reporting.delayMs });
    const [oldest] = this.#reports.keys();
    if (this.#reports.size > REPORTS_KEPT && oldest !== undefined) this.#reports.delete(oldest);
    return usage;
  }

  /** Deployments outlive the process; instances do not. */
  #instancesOf({ reference, functionName }: Deployment): SimulatedInstances {
    if (this.#removed.has(functionName))
      throw new SkeinError('provider_refused', { provider: this.name, reason: `${functionName} is not there.` });
    const instances = this.#deployed.get(functionName) ?? new SimulatedInstances(reference, this.#options.cloud.keepAliveMs);
    this.#deployed.set(functionName, instances);
    return instances;
  }

  #refuseWhenAway(): void {
    if (this.#isFaulty('unreachable')) throw new SkeinError('provider_unreachable', { provider: this.name, reason: 'a simulated outage' });
  }

  #isFaulty(kind: Fault['kind']): boolean {
    return isFaulty(this.#options.faults ?? [], kind, this.#nowMs());
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  /** A log-normal time in ms, with this median and this ratio of 99th percentile to median. */
  #draw(medianMs: number, tailRatio: number): number {
    return medianMs * Math.exp((Math.log(tailRatio) / NORMAL_P99) * drawNormal(this.#options.random));
  }

  #pause(delayMs: number): Promise<void> {
    if (delayMs <= 0) return Promise.resolve();
    return new Promise((resolve) => void this.#options.clock.after(delayMs, resolve));
  }
}

function timedOut(requestId: string, { timeoutSeconds }: Deployment): { error: OutcomeError; body: Buffer } {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { error: 'timeout', body: Buffer.from(JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage })) };
}

/** Never answers, until nobody waits any longer. */
function hang(provider: string, signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = (): void => reject(new SkeinError('provider_failed', { provider, reason: 'it did not answer in time' }));
    if (signal?.aborted === true) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
  });
}
