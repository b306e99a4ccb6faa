import {
  EVENT_AGE_MAX_SECONDS,
  EVENT_AGE_MIN_SECONDS,
  EVENT_RETRIES_MAX,
  LATEST,
  SkeinError,
  functionArn,
  requireAccess,
} from '@skein/contracts';
import type { EventDestination, EventInvokeConfig, Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';

/** A function with the qualifier whose events are meant, `$LATEST` by default. */
export interface EventTarget {
  readonly functionName: string;
  readonly qualifier?: string | undefined;
}

/** What is to be set for events. Undefined is as the server has it; a destination undefined is none. */
export type EventSettings = Pick<EventInvokeConfig, 'maxRetries' | 'maxAgeSeconds' | 'onSuccess' | 'onFailure'>;

/**
 * Checks what is to be set for the events of a function, and who sets it: a destination is called with the authority of whoever named it.
 * Rejects with `function_not_found`, `access_denied`, `invalid_parameter`, `destination_not_found`, `destination_is_itself`.
 */
export async function checkEventSettings(
  context: AppContext,
  principal: Principal,
  { functionName, qualifier = LATEST }: EventTarget,
  settings: EventSettings,
): Promise<void> {
  requireAccess(principal, functionName);
  const found = await context.functions.resolve(context.scope, functionName, qualifier);
  if (found === undefined) throw new SkeinError('function_not_found', { functionName, qualifier });
  requireWithin('maxRetries', settings.maxRetries, 0, EVENT_RETRIES_MAX);
  requireWithin('maxAgeSeconds', settings.maxAgeSeconds, EVENT_AGE_MIN_SECONDS, EVENT_AGE_MAX_SECONDS);
  for (const destination of [settings.onSuccess, settings.onFailure]) {
    if (destination !== undefined) await checkDestination(context, principal, functionName, destination);
  }
}

async function checkDestination(
  context: AppContext,
  principal: Principal,
  functionName: string,
  { functionName: destinationName, qualifier }: EventDestination,
): Promise<void> {
  if (destinationName === functionName) throw new SkeinError('destination_is_itself', { functionName });
  requireAccess(principal, destinationName);
  const found = await context.functions.resolve(context.scope, destinationName, qualifier ?? LATEST);
  if (found === undefined)
    throw new SkeinError('destination_not_found', { destination: functionArn(context.scope, destinationName, qualifier) });
}

function requireWithin(parameter: string, value: number | undefined, least: number, greatest: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= greatest)) return;
  throw new SkeinError('invalid_parameter', { parameter, reason: `${value} is not a whole number from ${least} to ${greatest}.` });
}
