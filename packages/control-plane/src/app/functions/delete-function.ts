import type { Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { getFunction } from './get-function.ts';

export interface DeleteFunctionInput {
  readonly functionName: string;
}

/** Removes a function with all its versions. Calls that run are left to finish. Rejects with `function_not_found`. */
export async function deleteFunction(context: AppContext, principal: Principal, input: DeleteFunctionInput): Promise<void> {
  const { latest } = await getFunction(context, principal, input);
  // Elsewhere it would go on costing money; what cannot be removed there is logged.
  if (context.sky.isPlaced(input.functionName)) await context.sky.unplace(input.functionName);
  await context.functionWriter.deleteFunction(context.scope, input.functionName);
  context.resolver.forget(input.functionName);
  context.host.retire(latest.id);
  context.collectPackages();
}
