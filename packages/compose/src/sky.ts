import { ANYONE, LATEST, SkeinError } from '@skein/contracts';
import type { Scope } from '@skein/contracts';
import type { EmbeddedBackend } from '@skein/backend-embedded';
import { systemClock } from '@skein/ports';
import type { FunctionReader, Invoker } from '@skein/ports';
import { CLOUDS, SimulatedProvider, Sky, loadPriceBook, openProvider, readProviders } from '@skein/sky';
import type { Provider, SimulatedCode } from '@skein/sky';
import type { Settings } from './settings.ts';

export interface SkyParts {
  readonly backend: EmbeddedBackend;
  /** What runs functions on this machine. */
  readonly local: Invoker;
  readonly onFailure: (error: unknown) => void;
}

/** Opens what places functions elsewhere. Rejects with `invalid_price_book` and `invalid_configuration`. */
export async function openSky(settings: Settings, { backend, local, onFailure }: SkyParts): Promise<Sky> {
  const configs = await readProviders(settings.providersPath);
  const configured = await Promise.all(configs.map((config) => openProvider(config, systemClock, settings.readSecret)));
  const code = runForCloud(backend.functions, local, settings.scope);
  return await Sky.open({
    scope: settings.scope,
    store: backend.sky,
    local,
    providers: [...simulatedClouds(code), ...configured],
    book: await loadPriceBook(settings.pricesPath),
    clock: systemClock,
    random: Math.random,
    onFailure,
  });
}

function simulatedClouds(code: SimulatedCode): readonly Provider[] {
  return CLOUDS.map((cloud) => new SimulatedProvider({ cloud, code, clock: systemClock, random: Math.random }));
}

/** The code of simulated clouds runs here; how long it takes here is taken for the time of one whole processor. */
function runForCloud(functions: FunctionReader, local: Invoker, scope: Scope): SimulatedCode {
  return async ({ functionName }, { id, body, clientContext }) => {
    const target = await functions.resolve(scope, functionName, LATEST);
    if (target === undefined) throw new SkeinError('function_not_found', { functionName });
    const chunks: Buffer[] = [];
    const { error, usage, log } = await local.invoke(
      {
        id,
        target,
        qualifier: undefined,
        kind: 'request',
        body,
        clientContext,
        traceId: undefined,
        principal: ANYONE,
        receivedAtMs: systemClock.nowMs(),
      },
      { response: { write: (chunk) => void chunks.push(chunk) } },
    );
    const { durationMs: workMs, maxMemoryMb } = usage;
    return { workMs, waitMs: 0, body: Buffer.concat(chunks), error, maxMemoryMb, log: log.toString() };
  };
}
