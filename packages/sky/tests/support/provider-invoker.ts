import type { Deployment } from '@skein/contracts';
import type { Clock, Invoker } from '@skein/ports';
import type { Provider } from '../../src/providers/provider.ts';
import { runAtProvider } from '../../src/providers/run-at-provider.ts';

/** A deployed function as an invoker: what the broker does at each of its arms, and nothing else. */
export function providerInvoker(provider: Provider, deployment: Deployment, clock: Clock): Invoker {
  return {
    async invoke(invocation, { response, signal }) {
      const { answer, outcome } = await runAtProvider(provider, deployment, invocation, clock, signal);
      response.write(answer.body);
      return outcome;
    },
  };
}
