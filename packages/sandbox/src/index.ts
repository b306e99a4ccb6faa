export * from './driver.ts';
export type { CpuMode, DriverLogger, DriverOptions, RuntimeCommand, RuntimeFiles } from './drivers/driver-options.ts';
export { createDriver } from './drivers/registry.ts';
export type { Interpreter } from './interpreters/interpreter.ts';
