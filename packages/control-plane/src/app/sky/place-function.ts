import { SkeinError } from '@skein/contracts';
import type { PolicyPrior, PolicyTuning, Principal, SkyPolicyName } from '@skein/contracts';
import type { PlaceReport } from '@skein/sky';
import type { AppContext } from '../context.ts';
import { getFunction } from '../functions/get-function.ts';

export interface PlaceFunctionInput {
  readonly functionName: string;
  readonly providers: readonly string[];
  readonly policy: SkyPolicyName;
  readonly tuning: PolicyTuning;
  readonly idempotent: boolean;
  readonly prior?: PolicyPrior | undefined;
}

/**
 * Brings a function as it is now to providers. Rejects with `function_not_found`, `function_not_ready`, `provider_not_found`, and with the
 * first failure when no provider takes it.
 */
export async function placeFunction(context: AppContext, principal: Principal, input: PlaceFunctionInput): Promise<PlaceReport> {
  const { functionName, providers, policy, tuning, idempotent, prior } = input;
  const { latest } = await getFunction(context, principal, { functionName });
  if (latest.state !== 'Active') throw new SkeinError('function_not_ready', { functionName, state: latest.state });
  const zip = await context.packages.read(latest.package.digest);
  return await context.sky.place({ revision: latest, zip, providers, policy, tuning, idempotent, prior });
}
