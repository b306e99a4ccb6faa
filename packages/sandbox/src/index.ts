export * from './driver.ts';
export type { CpuMode, DriverLogger, DriverOptions, RuntimeCommand, RuntimeFiles } from './drivers/driver-options.ts';
export { createDriver } from './drivers/registry.ts';
export type { Interpreter } from './interpreters/interpreter.ts';
export { MemoryBudget } from './pool/budget.ts';
export { SandboxPool } from './pool/pool.ts';
export type { FreshSandbox, PooledSandbox, PoolOptions, PoolRequest, Poolable } from './pool/pool.ts';
export { Sandbox, describeExit } from './sandbox.ts';
export type { AnswerKind, InitDocument, SandboxAnswer, SandboxCall } from './sandbox.ts';
