import { SkeinError } from '@skein/contracts';
import type { Deployment, Invocation, Outcome, Usage } from '@skein/contracts';
import type { Clock } from '@skein/ports';
import type { Provider, ProviderAnswer } from './provider.ts';

/** One call at a provider, with what the caller saw of it. */
export interface ProviderRun {
  readonly answer: ProviderAnswer;
  /** From sending to having the whole answer, in ms. */
  readonly elapsedMs: number;
  readonly outcome: Outcome;
}

/** Calls a function at its provider. Rejects as `Provider.invoke` does, and with `provider_failed` when the answer is no JSON. */
export async function runAtProvider(
  provider: Provider,
  deployment: Deployment,
  { id, body, clientContext }: Pick<Invocation, 'id' | 'body' | 'clientContext'>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<ProviderRun> {
  const sentMs = clock.monotonicMs();
  const answer = await provider.invoke(deployment, { id, body, clientContext, signal });
  const elapsedMs = clock.monotonicMs() - sentMs;
  if (!isJson(answer.body)) throw new SkeinError('provider_failed', { provider: provider.name, reason: 'its answer is no JSON' });
  return { answer, elapsedMs, outcome: outcomeOf(provider, deployment, answer, elapsedMs) };
}

function outcomeOf(provider: Provider, deployment: Deployment, answer: ProviderAnswer, elapsedMs: number): Outcome {
  const notices = provider.simulated ? [`Simulated: ${provider.title}.`] : [];
  return {
    status: answer.error === undefined ? 'SUCCEEDED' : 'FAILED',
    error: answer.error,
    usage: usageOf(provider, deployment, answer, elapsedMs),
    log: Buffer.from(answer.log),
    logDroppedBytes: 0,
    notices:
      answer.usage === undefined
        ? [...notices, `${provider.name} tells later what the call used; its time is that of the caller.`]
        : notices,
  };
}

function usageOf(provider: Provider, { memoryMb }: Deployment, { usage }: ProviderAnswer, elapsedMs: number): Usage {
  const durationMs = usage?.durationMs ?? elapsedMs;
  const initMs = usage?.initMs ?? 0;
  return {
    durationMs,
    billedMs: usage?.billedMs ?? Math.ceil(durationMs + initMs),
    initMs: initMs > 0 ? initMs : undefined,
    memoryMb,
    maxMemoryMb: Math.ceil(usage?.maxMemoryMb ?? 0),
    cold: initMs > 0 ? 'scale-out' : undefined,
    prewarmed: false,
    sandboxId: usage?.instanceId ?? '',
    driver: provider.name,
  };
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}
