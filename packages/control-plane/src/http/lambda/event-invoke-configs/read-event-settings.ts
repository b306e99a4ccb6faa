import { EVENT_AGE_MAX_SECONDS, EVENT_AGE_MIN_SECONDS, EVENT_RETRIES_MAX, SkeinError } from '@skein/contracts';
import type { Scope } from '@skein/contracts';
import { z } from 'zod';
import type { EventSettings } from '../../../app/event-invoke-configs/check-event-settings.ts';
import { parseBody } from '../request-body.ts';
import { isWithin, refuseViolations } from '../validation/constraints.ts';
import { checkDestination, readDestination } from './destination.ts';

const destination = z.object({ Destination: z.string().nullish() }).nullish();

const eventSettingsBody = z.object({
  MaximumRetryAttempts: z.number().nullish(),
  MaximumEventAgeInSeconds: z.number().nullish(),
  DestinationConfig: z.object({ OnSuccess: destination, OnFailure: destination }).nullish(),
});

/**
 * Settings as Put and Update take them. A `DestinationConfig` says both destinations: one that it does not name is none.
 * Throws `validation_failed`, `invalid_parameter`, `invalid_value`, `invalid_request_content`.
 */
export function readEventSettings(bytes: unknown, scope: Scope): EventSettings {
  const body = parseBody(eventSettingsBody, bytes);
  const maxRetries = body.MaximumRetryAttempts ?? undefined;
  const maxAgeSeconds = body.MaximumEventAgeInSeconds ?? undefined;
  const config = body.DestinationConfig ?? undefined;
  const arns = { onSuccess: config?.OnSuccess?.Destination || undefined, onFailure: config?.OnFailure?.Destination || undefined };
  refuseViolations([
    ...(maxRetries === undefined ? [] : isWithin('maximumRetryAttempts', maxRetries, 0, EVENT_RETRIES_MAX)),
    ...(maxAgeSeconds === undefined
      ? []
      : isWithin('maximumEventAgeInSeconds', maxAgeSeconds, EVENT_AGE_MIN_SECONDS, EVENT_AGE_MAX_SECONDS)),
    ...checkDestination('destinationConfig.onSuccess.destination', arns.onSuccess),
    ...checkDestination('destinationConfig.onFailure.destination', arns.onFailure),
  ]);
  if (maxRetries === undefined && maxAgeSeconds === undefined && config === undefined) {
    throw new SkeinError('invalid_value', { text: 'You must specify at least one of error handling or destination setting.' });
  }
  const onSuccess = readDestination(arns.onSuccess, arns, scope);
  const onFailure = readDestination(arns.onFailure, arns, scope);
  return {
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    ...(config === undefined ? {} : { onSuccess, onFailure }),
  };
}
