import { SkeinClient } from '@skein/client';
import type { Clock } from '@skein/ports';
import type { Provider } from './provider.ts';
import type { ProviderConfig } from './read-providers.ts';
import { readProviderKey } from './skein/read-key.ts';
import type { SecretReader } from './skein/read-key.ts';
import { SkeinProvider } from './skein/skein-provider.ts';

/** Opens a provider as the operator describes it. Nothing is sent. Rejects with `invalid_configuration` when its key cannot be read. */
export async function openProvider(config: ProviderConfig, clock: Clock, readSecret: SecretReader = nothing): Promise<Provider> {
  if (config.kind === 'skein') {
    const key = await readProviderKey(config, readSecret);
    return new SkeinProvider({ name: config.name, client: new SkeinClient(config.endpoint, key), planId: config.plan });
  }
  // The SDK is large, and only those who use AWS pay for it at the start.
  const { AwsProvider } = await import('./aws/aws-provider.ts');
  const { createAwsClients } = await import('./aws/aws-clients.ts');
  return new AwsProvider({ name: config.name, clients: createAwsClients(config), role: config.role, clock });
}

function nothing(): undefined {}
