export * from './clock.ts';
export * from './executions.ts';
export * from './functions.ts';
export type * from './invocation-feed.ts';
export * from './invocations.ts';
export * from './invoker.ts';
export * from './packages.ts';
export * from './telemetry.ts';
export * from './workers.ts';
