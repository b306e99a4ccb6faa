import { functionArn } from '@skein/contracts';
import type { EventDestination, EventInvokeConfig } from '@skein/contracts';

/** What is set for events, as the Lambda API shows it: what is not set is left out. */
export function renderEventInvokeConfig(config: EventInvokeConfig): object {
  const { functionName, qualifier, maxRetries, maxAgeSeconds, onSuccess, onFailure, modifiedAtMs } = config;
  return {
    LastModified: modifiedAtMs / 1_000,
    FunctionArn: functionArn(config, functionName, qualifier),
    ...(maxRetries === undefined ? {} : { MaximumRetryAttempts: maxRetries }),
    ...(maxAgeSeconds === undefined ? {} : { MaximumEventAgeInSeconds: maxAgeSeconds }),
    DestinationConfig: { OnSuccess: renderDestination(config, onSuccess), OnFailure: renderDestination(config, onFailure) },
  };
}

function renderDestination(config: EventInvokeConfig, destination: EventDestination | undefined): object {
  return destination === undefined ? {} : { Destination: functionArn(config, destination.functionName, destination.qualifier) };
}
