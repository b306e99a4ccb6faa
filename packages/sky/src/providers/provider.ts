import type { Deployment, OutcomeError } from '@skein/contracts';
import type { BillingSource } from '../prices/bill.ts';

/** A function as a provider gets it: one Lambda-style handler in one zip, the same for all of them. */
export interface FunctionToDeploy {
  readonly name: string;
  readonly zip: Buffer;
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Names of functions there that it may call, `*` for any characters; nobody when it is left out. Where rights come from a role, as with
   * AWS, it is the role that has to allow it.
   */
  readonly calls?: readonly string[] | undefined;
}

export interface ProviderCall {
  /** Ours; the provider has its own. */
  readonly id: string;
  readonly body: Buffer;
  /** JSON text. */
  readonly clientContext?: string | undefined;
  /** Aborts when nobody waits any longer. What runs is left to finish. */
  readonly signal?: AbortSignal | undefined;
}

/** What a call used, by the provider's own account. */
export interface UsageReport {
  readonly durationMs: number;
  /** Undefined when the provider does not say, and the price plan has to round. */
  readonly billedMs: number | undefined;
  /** 0 when the call was warm. */
  readonly initMs: number;
  readonly memoryMb: number;
  readonly maxMemoryMb: number | undefined;
  /** Which instance ran it, as far as the provider says. */
  readonly instanceId: string;
  readonly source: BillingSource;
  /** The line or record it was read from, as it came. */
  readonly raw: string;
}

/** A call that ran. A function's own failure is an answer, too. */
export interface ProviderAnswer {
  /** The provider's id of the call, by which its log is found. */
  readonly requestId: string;
  readonly error: OutcomeError | undefined;
  /** The result, or the error document: JSON text. */
  readonly body: Buffer;
  /** Undefined when the provider tells it only later: then `collect` has it. */
  readonly usage: UsageReport | undefined;
  /** The end of what the function wrote, when the provider gives it with the answer. */
  readonly log: string;
}

/** What a provider can take. Checked before anything is deployed. */
export interface ProviderCapabilities {
  readonly runtimes: RegExp;
  readonly memoryMinMb: number;
  readonly memoryMaxMb: number;
  readonly timeoutMaxSeconds: number;
  readonly requestMaxBytes: number;
  readonly architectures: readonly ('x86_64' | 'arm64')[];
}

/** How calls are paid for, and how a call's time gets onto the bill. */
export interface ProviderBilling {
  readonly planId: string;
  readonly source: BillingSource;
  /** What a policy may assume before it has measured. */
  readonly processorShare: number;
  readonly initMs: number;
  readonly keepAliveMs: number;
}

/**
 * A place that runs functions. Every method rejects with `provider_unreachable` when nobody answers, `provider_throttled` when there is no
 * room, `provider_refused` when the provider says no; in these cases nothing ran. `invoke` rejects with `provider_failed` when it is
 * not known whether the function ran.
 */
export interface Provider {
  readonly name: string;
  /** For people. Says so when it is simulated. */
  readonly title: string;
  readonly simulated: boolean;
  capabilities(): ProviderCapabilities;
  billing(deployment: Pick<Deployment, 'memoryMb' | 'architecture'>): ProviderBilling;
  /** Puts a function there, or its new code and settings over the old ones. Resolves when it can be called. */
  deploy(toDeploy: FunctionToDeploy): Promise<Deployment>;
  invoke(deployment: Deployment, call: ProviderCall): Promise<ProviderAnswer>;
  /** Reports of calls by their request ids, those that can be read by now. */
  collect(deployment: Deployment, requestIds: readonly string[]): Promise<ReadonlyMap<string, UsageReport>>;
  /**
   * Removes what was deployed; nothing happens when it is gone. The function's name is enough, for whoever died before the deployment could
   * be written down.
   */
  remove(deployment: Pick<Deployment, 'functionName'>): Promise<void>;
}
