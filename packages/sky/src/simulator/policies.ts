import { cheapestByList, epsilonGreedy, skyfaasAsWritten } from '../policy/baselines.ts';
import { cheapestAverage } from '../policy/cheapest-average.ts';
import { contextual } from '../policy/contextual/contextual.ts';
import { anyPolicy } from '../policy/policy-run.ts';
import type { AnyPolicy } from '../policy/policy-run.ts';

/** The broker's policies, and what they are measured against. */
export const COMPARED_POLICIES: readonly AnyPolicy[] = [
  anyPolicy(contextual()),
  anyPolicy(cheapestAverage()),
  anyPolicy(epsilonGreedy()),
  anyPolicy(cheapestByList),
  anyPolicy(skyfaasAsWritten()),
];
