import type { Scope } from './scope.ts';

/** Where the record of an event goes when the event has ended: another function of this server. */
export interface EventDestination {
  readonly functionName: string;
  /** As it was written; undefined when none was. */
  readonly qualifier?: string;
}

/** What has been set for the events of one function and qualifier. What is not set is as the server has it. */
export interface EventInvokeConfig extends Scope {
  readonly functionName: string;
  readonly qualifier: string;
  /** Retries after the function's own errors, 0 to `EVENT_RETRIES_MAX`. */
  readonly maxRetries?: number | undefined;
  /** Age at which an event is not tried any more, in seconds, `EVENT_AGE_MIN_SECONDS` to `EVENT_AGE_MAX_SECONDS`. */
  readonly maxAgeSeconds?: number | undefined;
  readonly onSuccess?: EventDestination | undefined;
  readonly onFailure?: EventDestination | undefined;
  /** Milliseconds since the epoch. */
  readonly modifiedAtMs: number;
}
