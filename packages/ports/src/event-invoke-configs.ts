import type { EventInvokeConfig, Scope } from '@skein/contracts';

/** What has been set for the events of functions; it goes with its function. Changes are durable when their promises resolve. */
export interface EventInvokeConfigStore {
  getEventInvokeConfig(scope: Scope, functionName: string, qualifier: string): Promise<EventInvokeConfig | undefined>;
  /** All of one function, in order of qualifier. */
  listEventInvokeConfigs(scope: Scope, functionName: string): Promise<readonly EventInvokeConfig[]>;
  /** Adds it, or replaces the one of its function and qualifier. Rejects with `function_not_found`. */
  putEventInvokeConfig(config: EventInvokeConfig): Promise<void>;
  /** Nothing happens when it is gone. */
  removeEventInvokeConfig(scope: Scope, functionName: string, qualifier: string): Promise<void>;
}
