import { SkeinError, requireAccess } from '@skein/contracts';
import type { EventInvokeConfig, Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';

/** What is set for the events of a function, by qualifier. Rejects with `function_not_found`, `access_denied`. */
export async function listEventInvokeConfigs(
  context: AppContext,
  principal: Principal,
  functionName: string,
): Promise<readonly EventInvokeConfig[]> {
  requireAccess(principal, functionName);
  const record = await context.functions.getFunction(context.scope, functionName);
  if (record === undefined) throw new SkeinError('function_not_found', { functionName });
  return await context.eventInvokeConfigs.listEventInvokeConfigs(context.scope, functionName);
}
