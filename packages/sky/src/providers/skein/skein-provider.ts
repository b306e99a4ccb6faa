import type { InvokeAnswer, SkeinClient } from '@skein/client';
import { CALLS_TAG, SkeinError } from '@skein/contracts';
import type { Deployment } from '@skein/contracts';
import { wasNeverSent } from '../connection-errors.ts';
import { functionError } from '../lambda/function-error.ts';
import { LAMBDA_CAPABILITIES } from '../lambda/lambda-capabilities.ts';
import { findReport } from '../lambda/report-line.ts';
import type {
  FunctionToDeploy,
  Provider,
  ProviderAnswer,
  ProviderBilling,
  ProviderCall,
  ProviderCapabilities,
  UsageReport,
} from '../provider.ts';

export interface SkeinProviderOptions {
  readonly name: string;
  readonly client: SkeinClient;
  /** How it is paid for. */
  readonly planId: string;
}

/** Another Skein, spoken to as every client speaks to it. */
export class SkeinProvider implements Provider {
  readonly #options: SkeinProviderOptions;

  constructor(options: SkeinProviderOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get title(): string {
    return 'Another Skein';
  }

  get simulated(): boolean {
    return false;
  }

  capabilities(): ProviderCapabilities {
    return LAMBDA_CAPABILITIES;
  }

  billing(): ProviderBilling {
    return { planId: this.#options.planId, source: 'exact', processorShare: 1, initMs: 20, keepAliveMs: 600_000 };
  }

  async deploy({
    name,
    zip,
    runtime,
    handler,
    memoryMb,
    timeoutSeconds,
    architecture,
    environment,
    calls = [],
  }: FunctionToDeploy): Promise<Deployment> {
    const { functions } = this.#options.client;
    const settings = { runtime, handler, memoryMb, timeoutSeconds, environment };
    const tags = calls.length === 0 ? undefined : { [CALLS_TAG]: calls.join(' ') };
    return await this.#translate(async () => {
      const known = await functions.find(name);
      if (known === undefined) await functions.create({ name, zip, tags, ...settings });
      else {
        await functions.updateSettings(name, settings);
        await functions.waitUntilReady(name);
        await functions.updateCode(name, zip);
        if (tags !== undefined) await functions.tag(known.FunctionArn, tags);
      }
      const { FunctionArn: reference } = await functions.waitUntilReady(name);
      return { provider: this.name, reference, functionName: name, memoryMb, timeoutSeconds, architecture };
    });
  }

  async invoke({ functionName, memoryMb }: Deployment, { body, signal }: ProviderCall): Promise<ProviderAnswer> {
    const answer = await this.#translate(() => this.#options.client.invoke(functionName, body, { withLog: true, signal }));
    const { invocationId: requestId, functionError: failed, body: result, log = '' } = answer;
    if (requestId === '') throw new SkeinError('provider_failed', { provider: this.name, reason: 'its answer has no request id' });
    return {
      requestId,
      error: failed === undefined ? undefined : functionError(result),
      body: result,
      usage: usageOf(answer, memoryMb),
      log,
    };
  }

  /** The answer carries the report already; only a log that is too long for it lacks it. */
  async collect({ memoryMb }: Deployment, requestIds: readonly string[]): Promise<ReadonlyMap<string, UsageReport>> {
    const found = new Map<string, UsageReport>();
    for (const requestId of requestIds) {
      const usage = await this.#translate(() => this.#options.client.getInvocation(requestId)).then(
        (shown) => shown.usage,
        () => undefined,
      );
      if (usage === undefined) continue;
      const { durationMs, billedMs, initMs = 0, maxMemoryMb, sandboxId } = usage;
      found.set(requestId, {
        durationMs,
        billedMs,
        initMs,
        memoryMb,
        maxMemoryMb,
        instanceId: sandboxId,
        source: 'exact',
        raw: JSON.stringify(usage),
      });
    }
    return found;
  }

  async remove({ functionName }: Pick<Deployment, 'functionName'>): Promise<void> {
    const { functions } = this.#options.client;
    await this.#translate(async () => {
      if ((await functions.find(functionName)) !== undefined) await functions.delete(functionName);
    });
  }

  /** Says of an error of the client whether something may have run. */
  async #translate<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw this.#translated(error);
    }
  }

  #translated(error: unknown): SkeinError {
    const provider = this.name;
    const reason = error instanceof Error ? error.message : String(error);
    if (wasNeverSent(error)) return new SkeinError('provider_unreachable', { provider, reason }, { cause: error });
    const status = error instanceof SkeinError ? Number(error.details['status'] ?? 0) : 0;
    if (status === 429) return new SkeinError('provider_throttled', { provider }, { cause: error });
    const refused = (status >= 400 && status < 500) || (error instanceof SkeinError && error.code === 'function_not_ready');
    return new SkeinError(refused ? 'provider_refused' : 'provider_failed', { provider, reason }, { cause: error });
  }
}

function usageOf({ log = '', invocationId }: InvokeAnswer, memoryMb: number): UsageReport | undefined {
  const report = findReport(log, invocationId);
  return report && { ...report, memoryMb, instanceId: '', source: 'exact' };
}
