import type { Deployment, OutcomeError } from '@skein/contracts';
import type { ProviderAnswer, ProviderCall } from '../provider.ts';

/** A call that is being run in a simulated cloud, as the function sees it. */
export interface SimulatedExecution {
  readonly instanceId: string;
  /** True when no call came before it on its instance. */
  readonly cold: boolean;
  /** Part of one processor that the function has, at most 1. */
  readonly processorShare: number;
  /** When its handler began, on the cloud's monotonic clock, in ms. */
  readonly startedAtMs: number;
  nowMs(): number;
  /** Calls another function of the same cloud; rejects as `Provider.invoke` does. */
  invoke(functionName: string, body: Buffer): Promise<ProviderAnswer>;
}

/** What the code of a function did, on one whole processor. The cloud makes of it how long it takes there. */
export interface SimulatedRun {
  /** Time that shrinks and grows with the processor's share, in ms. */
  readonly workMs: number;
  /** Time that does not, in ms. */
  readonly waitMs: number;
  /** The answer; or how it comes about when those times have passed, by calls of other functions, whose time counts for this one, too. */
  readonly body: Buffer | ((execution: SimulatedExecution) => Promise<Buffer>);
  readonly error?: OutcomeError | undefined;
  readonly maxMemoryMb?: number | undefined;
  readonly log?: string | undefined;
  /** The id under which it ran, if it had one; otherwise the cloud makes one up. */
  readonly requestId?: string | undefined;
  /** What the function's wrapper printed about its usage. */
  readonly printed?: object | undefined;
}

/** The code of the functions in a simulated cloud: a model of it, or something that really runs it. */
export type SimulatedCode = (deployment: Deployment, call: ProviderCall) => SimulatedRun | Promise<SimulatedRun>;
