import type { DriverName, SandboxDriver } from '../driver.ts';
import { createBubblewrapDriver } from './bubblewrap/bubblewrap-driver.ts';
import type { DriverOptions } from './driver-options.ts';
import { createProcessDriver } from './process/process-driver.ts';
import { createSimulatedDriver } from './simulated/simulated-driver.ts';

const FACTORIES: Readonly<Record<DriverName, (options: DriverOptions) => Promise<SandboxDriver>>> = {
  process: createProcessDriver,
  bubblewrap: (options) => createBubblewrapDriver(options),
  simulated: () => Promise.resolve(createSimulatedDriver()),
};

/** Makes a driver ready to start sandboxes. Rejects with `driver_unavailable`. */
export function createDriver(name: DriverName, options: DriverOptions): Promise<SandboxDriver> {
  return FACTORIES[name](options);
}
