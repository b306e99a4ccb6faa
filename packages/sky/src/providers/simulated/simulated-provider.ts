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
import type { SimulatedCode, SimulatedExecution, SimulatedRun } from './simulated-code.ts';
import { SimulatedInstances } from './simulated-instances.ts';
import type { SimulatedInstance } from './simulated-instances.ts';

/** What has to follow when functions come and go. */
export interface SimulatedHost {
  /** Makes a function ready to run. What it rejects with is why the cloud does not take it. */
  deploy(toDeploy: FunctionToDeploy): Promise<void>;
  remove(functionName: string): Promise<void>;
}

export interface SimulatedProviderOptions {
  readonly cloud: Cloud;
  readonly code: SimulatedCode;
  /** Told of deployments, for code that is really run. */
  readonly host?: SimulatedHost;
  /** Real or virtual: with a virtual one, hours pass in no time. */
  readonly clock: Clock;
  readonly random: Random;
  readonly faults?: readonly Fault[];
  /** Reports that are kept for whoever collects them; the oldest are dropped first. */
  readonly reportsKept?: number;
}

/** Deviations of the normal distribution between its median and its 99th percentile. */
const NORMAL_P99 = 2.3263;
const FUNCTION_NAME = /^[\w-]{1,64}$/;
/** As long as nothing else is said. */
const REPORTS_KEPT = 10_000;

interface Deployed {
  readonly deployment: Deployment;
  readonly instances: SimulatedInstances;
}

interface Report {
  readonly usage: UsageReport;
  readonly readableAtMs: number;
}

/** A cloud made of published figures. It takes its time, starts cold, forgets idle instances, refuses, and writes its log late. */
export class SimulatedProvider implements Provider {
  readonly #options: SimulatedProviderOptions;
  readonly #deployed = new Map<string, Deployed>();
  readonly #removed = new Set<string>();
  readonly #reports = new Map<string, Report>();
  #calls = 0;
  #instances = 0;

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

  async deploy(toDeploy: FunctionToDeploy): Promise<Deployment> {
    const { name, memoryMb, timeoutSeconds, architecture } = toDeploy;
    this.#refuseWhenAway();
    if (!FUNCTION_NAME.test(name))
      throw new SkeinError('provider_refused', { provider: this.name, reason: `${name} is no name for a function.` });
    await this.#options.host?.deploy(toDeploy);
    const reference = `${this.name}:${name}`;
    const deployment = { provider: this.name, reference, functionName: name, memoryMb, timeoutSeconds, architecture };
    this.#removed.delete(name);
    // New code is new instances.
    this.#deployed.set(name, { deployment, instances: this.#noInstances(reference) });
    return deployment;
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
    await this.#options.host?.remove(functionName);
  }

  async #run(deployment: Deployment, call: ProviderCall, instance: SimulatedInstance, cold: boolean): Promise<ProviderAnswer> {
    const { cloud, code, faults = [] } = this.#options;
    const beganMs = this.#nowMs();
    const initMs = cold ? this.#draw(cloud.init.medianMs, cloud.init.tailRatio) : 0;
    const run = await code(deployment, call);
    const share = Math.min(1, processorShare(cloud, deployment.memoryMb));
    const ownMs = (run.waitMs + run.workMs / share) * slownessAt(faults, beganMs);
    const timeoutMs = deployment.timeoutSeconds * 1_000;
    const startedAtMs = beganMs + initMs;
    await this.#pause(startedAtMs + Math.min(ownMs, timeoutMs) - this.#nowMs());
    const othersFromMs = this.#nowMs();
    const answer =
      ownMs > timeoutMs
        ? undefined
        : await this.#answer(
            run,
            { call, startedAtMs, instanceId: instance.id, cold, processorShare: share },
            startedAtMs + timeoutMs - othersFromMs,
          );
    const durationMs = Math.min(ownMs + (this.#nowMs() - othersFromMs), timeoutMs);
    this.#calls += 1;
    const { maxMemoryMb, printed, requestId = `${instance.id}-call-${this.#calls}` } = run;
    const usage = this.#report(requestId, deployment, { durationMs, initMs, maxMemoryMb, instanceId: instance.id }, printed);
    const ended = answer === undefined ? timedOut(requestId, deployment) : { error: run.error, body: answer };
    const body = this.#isFaulty('garbage') ? Buffer.from('<html>502 Bad Gateway</html>') : ended.body;
    return { requestId, error: ended.error, body, usage: cloud.reporting.atOnce ? usage : undefined, log: run.log ?? '' };
  }

  /** What a call answers, by way of other functions perhaps; undefined when that takes too long. */
  async #answer(
    { body }: SimulatedRun,
    { call, ...execution }: Omit<SimulatedExecution, 'nowMs' | 'invoke'> & { readonly call: ProviderCall },
    withinMs: number,
  ): Promise<Buffer | undefined> {
    if (Buffer.isBuffer(body)) return body;
    const nowMs = (): number => this.#nowMs();
    const invoke = (functionName: string, payload: Buffer): Promise<ProviderAnswer> =>
      this.#invokeOther(functionName, { ...call, body: payload });
    let cancel = (): void => {};
    const tooLong = new Promise<undefined>((resolve) => {
      cancel = this.#options.clock.after(withinMs, () => resolve(undefined));
    });
    return await Promise.race([body({ ...execution, nowMs, invoke }), tooLong]).finally(() => cancel());
  }

  async #invokeOther(functionName: string, call: ProviderCall): Promise<ProviderAnswer> {
    const deployed = this.#deployed.get(functionName);
    if (deployed === undefined) throw this.#notThere(functionName);
    return await this.invoke(deployed.deployment, call);
  }

  #notThere(functionName: string): SkeinError {
    return new SkeinError('provider_refused', { provider: this.name, reason: `${functionName} is not there.` });
  }

  /** Writes the log of a call, which can be read some time later. Undefined when it got lost. */
  #report(
    requestId: string,
    { memoryMb }: Deployment,
    measured: Pick<UsageReport, 'durationMs' | 'initMs' | 'maxMemoryMb' | 'instanceId'>,
    printed: object | undefined,
  ): UsageReport | undefined {
    if (this.#isFaulty('lost-log')) return undefined;
    const raw = JSON.stringify({ type: 'simulated.report', requestId, memoryMb, ...measured, printed });
    const usage: UsageReport = { ...measured, billedMs: undefined, memoryMb, source: this.#options.cloud.reporting.source, raw };
    this.#reports.set(requestId, { usage, readableAtMs: this.#nowMs() + this.#options.cloud.reporting.delayMs });
    const [oldest] = this.#reports.keys();
    if (this.#reports.size > (this.#options.reportsKept ?? REPORTS_KEPT) && oldest !== undefined) this.#reports.delete(oldest);
    return usage;
  }

  /** Deployments outlive the process; instances do not. */
  #instancesOf(deployment: Deployment): SimulatedInstances {
    const { reference, functionName } = deployment;
    if (this.#removed.has(functionName)) throw this.#notThere(functionName);
    const found = this.#deployed.get(functionName) ?? { deployment, instances: this.#noInstances(reference) };
    this.#deployed.set(functionName, found);
    return found.instances;
  }

  #noInstances(reference: string): SimulatedInstances {
    return new SimulatedInstances(() => `${reference}-${(this.#instances += 1)}`, this.#options.cloud);
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
