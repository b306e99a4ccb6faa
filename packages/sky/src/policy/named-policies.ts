import type { SkyPolicyName } from '@skein/contracts';
import { cheapestAverage } from './cheapest-average.ts';
import { contextual } from './contextual/contextual.ts';
import { anyPolicy } from './policy-run.ts';
import type { AnyPolicy } from './policy-run.ts';

/** The policies a function can be placed with. */
export const NAMED_POLICIES: Readonly<Record<SkyPolicyName, AnyPolicy>> = {
  'cheapest-average': anyPolicy(cheapestAverage()),
  contextual: anyPolicy(contextual()),
};
