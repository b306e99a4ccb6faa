import type { Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import type { EventTarget } from './check-event-settings.ts';
import { getEventInvokeConfig } from './get-event-invoke-config.ts';

/** From then on events are treated as the server has it. Rejects with `event_invoke_config_not_found`, `access_denied`. */
export async function deleteEventInvokeConfig(context: AppContext, principal: Principal, target: EventTarget): Promise<void> {
  const { functionName, qualifier } = await getEventInvokeConfig(context, principal, target);
  await context.eventInvokeConfigs.removeEventInvokeConfig(context.scope, functionName, qualifier);
}
