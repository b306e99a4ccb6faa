import { SkeinError } from '@skein/contracts';
import type { Invocation, Outcome } from '@skein/contracts';
import type { InvokeOptions, Invoker } from '@skein/ports';

/** An invoker that runs at most `limit` invocations at once and refuses the next one with `too_many_requests`. */
export function throttleInvocations(inner: Invoker, limit: number): Invoker {
  let running = 0;
  return {
    async invoke(invocation: Invocation, options: InvokeOptions): Promise<Outcome> {
      if (running >= limit) throw new SkeinError('too_many_requests', { limit });
      running += 1;
      try {
        return await inner.invoke(invocation, options);
      } finally {
        running -= 1;
      }
    },
  };
}
