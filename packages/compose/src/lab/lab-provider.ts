import { SkeinClient } from '@skein/client';
import { SkeinError } from '@skein/contracts';
import type { Deployment } from '@skein/contracts';
import { labFunctionModel } from '@skein/lab';
import { VirtualClock, systemClock } from '@skein/ports';
import type { Clock } from '@skein/ports';
import { CLOUDS, SimulatedProvider, SkeinProvider, seededRandom } from '@skein/sky';
import type { Cloud, Provider } from '@skein/sky';

/** The plan by which calls on an own server are paid: the operator's rate card. */
const OWN_PLAN = 'own';

/** Of a simulated cloud: more than the largest experiment makes calls, because reports are collected at its end. */
const REPORTS_KEPT = 1_000_000;

/** How the server of the provider `skein` is reached. */
export interface LabConnection {
  readonly endpoint: string;
  /** The secret of a key, if the server asks for one. */
  readonly key: string | undefined;
}

/** A provider for the lab, with the clock that its calls take their time on. */
export interface LabProvider {
  readonly provider: Provider;
  readonly clock: Clock | VirtualClock;
}

/** Names that `openLabProvider` knows. */
export const LAB_PROVIDERS: readonly string[] = ['skein', ...CLOUDS.map(({ id }) => id)];

/** A provider by its name; simulated ones run in virtual time. Throws `invalid_value` for a name that is none. */
export function openLabProvider(name: string, { endpoint, key }: LabConnection, seed: number, startMs: number): LabProvider {
  if (name === 'skein') {
    const client = new SkeinClient(endpoint, key);
    return { provider: new SkeinProvider({ name, client, planId: OWN_PLAN }), clock: systemClock };
  }
  const cloud = CLOUDS.find(({ id }) => id === name);
  if (cloud === undefined)
    throw new SkeinError('invalid_value', { text: `There is no provider ${name}, but ${LAB_PROVIDERS.join(', ')}.` });
  return simulate(cloud, seed, startMs);
}

/** What stands in for a provider when only costs are to be estimated: a cloud with its prices. */
export function simulatedTwin(
  { provider }: LabProvider,
  deployment: Pick<Deployment, 'memoryMb' | 'architecture'>,
  seed: number,
): LabProvider {
  const { planId, initMs, keepAliveMs } = provider.billing(deployment);
  const known = CLOUDS.find(({ id }) => id === provider.name) ?? CLOUDS[0];
  if (known === undefined) throw new SkeinError('internal', { reason: 'there is no cloud to estimate with' });
  return simulate({ ...known, planId, keepAliveMs, init: { ...known.init, medianMs: initMs } }, seed, 0);
}

function simulate(cloud: Cloud, seed: number, startMs: number): LabProvider {
  const clock = new VirtualClock(startMs);
  const code = labFunctionModel(seededRandom(~seed));
  return { provider: new SimulatedProvider({ cloud, code, clock, random: seededRandom(seed), reportsKept: REPORTS_KEPT }), clock };
}
