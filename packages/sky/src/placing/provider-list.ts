import { SkeinError } from '@skein/contracts';
import { THIS_SKEIN } from '../broker/broker-arm.ts';
import type { Provider } from '../providers/provider.ts';

/** The places there are, by name. This Skein is one of them, without being a provider that anything is sent to. */
export class ProviderList {
  readonly #providers: ReadonlyMap<string, Provider>;

  constructor(providers: readonly Provider[]) {
    this.#providers = new Map(providers.map((provider) => [provider.name, provider]));
  }

  /** Undefined for this Skein. Throws `provider_not_found`. */
  find(name: string): Provider | undefined {
    if (name === THIS_SKEIN) return undefined;
    const provider = this.#providers.get(name);
    if (provider === undefined) throw new SkeinError('provider_not_found', { provider: name });
    return provider;
  }

  all(): readonly Pick<Provider, 'name' | 'title' | 'simulated'>[] {
    const others = [...this.#providers.values()].map(({ name, title, simulated }) => ({ name, title, simulated }));
    return [{ name: THIS_SKEIN, title: 'This Skein', simulated: false }, ...others];
  }
}
