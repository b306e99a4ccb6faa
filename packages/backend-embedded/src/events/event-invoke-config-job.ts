import type { EventInvokeConfig, Scope } from '@skein/contracts';

/** A change of what is set for events, as it travels to the thread that makes it. */
export type EventInvokeConfigJob = PutEventInvokeConfig | RemoveEventInvokeConfig;

export interface PutEventInvokeConfig {
  readonly name: 'put-event-invoke-config';
  readonly config: EventInvokeConfig;
}

export interface RemoveEventInvokeConfig {
  readonly name: 'remove-event-invoke-config';
  readonly scope: Scope;
  readonly functionName: string;
  readonly qualifier: string;
}

/** Tells the jobs of this table from those of others. */
export function isEventInvokeConfigJob(job: { readonly name: string }): job is EventInvokeConfigJob {
  return job.name === 'put-event-invoke-config' || job.name === 'remove-event-invoke-config';
}
