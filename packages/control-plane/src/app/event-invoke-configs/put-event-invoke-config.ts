import { LATEST } from '@skein/contracts';
import type { EventInvokeConfig, Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { checkEventSettings } from './check-event-settings.ts';
import type { EventSettings, EventTarget } from './check-event-settings.ts';

/** Sets all that can be set for the events of a function: what is not named is not set afterwards. Rejects as `checkEventSettings` does. */
export async function putEventInvokeConfig(
  context: AppContext,
  principal: Principal,
  target: EventTarget,
  settings: EventSettings,
): Promise<EventInvokeConfig> {
  await checkEventSettings(context, principal, target, settings);
  const { functionName, qualifier = LATEST } = target;
  const config = { ...context.scope, functionName, qualifier, ...settings, modifiedAtMs: context.clock.nowMs() };
  await context.eventInvokeConfigs.putEventInvokeConfig(config);
  return config;
}
