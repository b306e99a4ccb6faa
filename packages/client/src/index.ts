export { SkeinClient } from './skein-client.ts';
export type { CallOptions } from './connection.ts';
export type { EventFilter, EventShown } from './events.ts';
export type { FollowOptions, LogNews } from './follow-logs.ts';
export type { FunctionConfiguration, FunctionSettingsInput, NewFunction } from './functions.ts';
export type { InvokeAnswer, InvokeOptions } from './invoke.ts';
export type { InvocationFilter, InvocationShown } from './invocations.ts';
export * from './execution-progress.ts';
export type { ExecutionEvent, ExecutionName, ExecutionShown, WorkflowShown, WorkflowSummary } from './workflows.ts';
