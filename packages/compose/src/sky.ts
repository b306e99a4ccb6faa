import type { EmbeddedBackend } from '@skein/backend-embedded';
import { systemClock } from '@skein/ports';
import type { Invoker, RevisionHost } from '@skein/ports';
import { CLOUDS, SimulatedProvider, Sky, loadPriceBook, openProvider, readProviders } from '@skein/sky';
import type { Provider } from '@skein/sky';
import { HostedFunctions } from './hosted-functions.ts';
import type { Settings } from './settings.ts';

export interface SkyParts {
  readonly backend: EmbeddedBackend;
  /** What runs functions on this machine. */
  readonly local: Invoker & RevisionHost;
  readonly onFailure: (error: unknown) => void;
}

/** Opens what places functions elsewhere. Rejects with `invalid_price_book` and `invalid_configuration`. */
export async function openSky(settings: Settings, parts: SkyParts): Promise<Sky> {
  const { backend, local, onFailure } = parts;
  const configs = await readProviders(settings.providersPath);
  const configured = await Promise.all(configs.map((config) => openProvider(config, systemClock, settings.readSecret)));
  return await Sky.open({
    scope: settings.scope,
    store: backend.sky,
    local,
    providers: [...simulatedClouds(settings, parts), ...configured],
    book: await loadPriceBook(settings.pricesPath),
    clock: systemClock,
    random: Math.random,
    onFailure,
  });
}

/** Clouds whose functions run on this machine. */
function simulatedClouds({ scope }: Settings, { backend, local }: SkyParts): readonly Provider[] {
  return CLOUDS.map((cloud) => {
    const host = new HostedFunctions({ cloudId: cloud.id, scope, backend, local });
    return new SimulatedProvider({ cloud, code: host.run, host, clock: systemClock, random: Math.random });
  });
}
