import { LATEST, SkeinError, requireAccess } from '@skein/contracts';
import type { Principal } from '@skein/contracts';
import type { ListedFunction } from '@skein/ports';
import type { AppContext } from '../context.ts';

export interface GetFunctionInput {
  readonly functionName: string;
  readonly qualifier?: string | undefined;
}

/** A function and the revision that the qualifier, `$LATEST` by default, stands for. Rejects with `function_not_found`, `access_denied`. */
export async function getFunction(context: AppContext, principal: Principal, input: GetFunctionInput): Promise<ListedFunction> {
  const { functionName, qualifier = LATEST } = input;
  requireAccess(principal, functionName);
  const record = await context.functions.getFunction(context.scope, functionName);
  const found = await context.functions.resolve(context.scope, functionName, qualifier);
  if (record === undefined || found === undefined) {
    throw new SkeinError('function_not_found', input.qualifier === undefined ? { functionName } : { functionName, qualifier });
  }
  return { record, latest: found.revision };
}
