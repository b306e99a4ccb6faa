import type { PolicyTuning, SkyPolicyName } from '@skein/contracts';
import { cheapestAverage } from './cheapest-average.ts';
import { contextual } from './contextual/contextual.ts';
import { anyPolicy } from './policy-run.ts';
import type { AnyPolicy } from './policy-run.ts';

/** The policy of that name; the tuning counts for those that know what it means. */
export function namedPolicy(name: SkyPolicyName, { probes, threshold }: PolicyTuning = {}): AnyPolicy {
  if (name === 'contextual') return anyPolicy(contextual());
  return anyPolicy(cheapestAverage({ ...(probes !== undefined && { probes }), ...(threshold !== undefined && { threshold }) }));
}
