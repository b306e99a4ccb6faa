import { INIT_FREE_MS, SkeinError } from '@skein/contracts';
import type { Clock } from '@skein/ports';
import type { BrokerArm } from './broker-arm.ts';

/** Time for the way there and back beside the function's own, in ms. */
const WAY_MS = 10_000;

/**
 * Runs work that must have ended when the function's timeout, its loading and the way are over; whatever the provider does, the caller
 * gets an answer. Rejects with `provider_failed` then, and tells the work that nobody waits any longer.
 */
export async function withDeadline<Result>(
  { deployment }: BrokerArm,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limitMs = deployment.timeoutSeconds * 1_000 + INIT_FREE_MS + WAY_MS;
  const caller = new AbortController();
  const late = Promise.withResolvers<never>();
  const cancel = clock.after(limitMs, () => {
    late.reject(new SkeinError('provider_failed', { provider: deployment.provider, reason: `no answer within ${limitMs} ms` }));
    caller.abort();
  });
  try {
    return await Promise.race([work(caller.signal), late.promise]);
  } finally {
    cancel();
  }
}
