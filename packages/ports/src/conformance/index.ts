/** Suites that every implementation of a store must pass, with the records they use. For tests only. */
export { eventInvokeConfigStoreConformance } from './event-invoke-config-store.ts';
export { eventQueueConformance, sampleEvent } from './event-queue.ts';
export { HeldClock } from './held-clock.ts';
export { executionStoreConformance } from './execution-store.ts';
export type { ExecutionStore } from './execution-store.ts';
export { functionStoreConformance } from './function-store.ts';
export type { FunctionStore } from './function-store.ts';
export { CONFORMANCE_HANDLER, conformanceRevision, invokerConformance } from './invoker.ts';
export type { InvokerSubject } from './invoker.ts';
export { invocationStoreConformance } from './invocation-store.ts';
export type { InvocationStore } from './invocation-store.ts';
export { keyStoreConformance } from './key-store.ts';
export { packageStoreConformance } from './package-store.ts';
export { runStoreConformance } from './run-store.ts';
export { taskResultsConformance } from './task-results.ts';
export { sampleFunction, sampleRecord, sampleRevision } from './samples.ts';
export { skyStoreConformance } from './sky-store.ts';
export type { Expectation, OpenStore, TestTools } from './test-tools.ts';
