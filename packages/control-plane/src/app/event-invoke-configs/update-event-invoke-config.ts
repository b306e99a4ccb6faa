import type { EventInvokeConfig, Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { checkEventSettings } from './check-event-settings.ts';
import type { EventSettings, EventTarget } from './check-event-settings.ts';
import { getEventInvokeConfig } from './get-event-invoke-config.ts';

/** Changes what is named and leaves the rest. Rejects with `event_invoke_config_not_found`, and as `checkEventSettings` does. */
export async function updateEventInvokeConfig(
  context: AppContext,
  principal: Principal,
  target: EventTarget,
  changes: EventSettings,
): Promise<EventInvokeConfig> {
  await checkEventSettings(context, principal, target, changes);
  const found = await getEventInvokeConfig(context, principal, target);
  const config = { ...found, ...changes, modifiedAtMs: context.clock.nowMs() };
  await context.eventInvokeConfigs.putEventInvokeConfig(config);
  return config;
}
