import { LATEST, SkeinError, requireAccess } from '@skein/contracts';
import type { EventInvokeConfig, Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import type { EventTarget } from './check-event-settings.ts';

/** Rejects with `event_invoke_config_not_found`, also when there is no such function, and `access_denied`. */
export async function getEventInvokeConfig(
  context: AppContext,
  principal: Principal,
  { functionName, qualifier = LATEST }: EventTarget,
): Promise<EventInvokeConfig> {
  requireAccess(principal, functionName);
  const found = await context.eventInvokeConfigs.getEventInvokeConfig(context.scope, functionName, qualifier);
  if (found === undefined) throw new SkeinError('event_invoke_config_not_found', { functionName, qualifier });
  return found;
}
