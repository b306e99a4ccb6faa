import { toSkeinError } from '@skein/contracts';
import type { SandboxDriver } from '../driver.ts';
import type { DriverOptions } from './driver-options.ts';
import { createDriver } from './registry.ts';

export interface DefaultDriver {
  readonly driver: SandboxDriver;
  /** Why functions are not isolated, to be said loudly. Absent when they are. */
  readonly notIsolatedBecause?: string;
}

/** The best driver of this machine: bubblewrap, which tries itself with a real sandbox when it is made, or else plain processes. */
export async function createDefaultDriver(options: DriverOptions): Promise<DefaultDriver> {
  try {
    return { driver: await createDriver('bubblewrap', options) };
  } catch (error) {
    return { driver: await createDriver('process', options), notIsolatedBecause: toSkeinError(error).message };
  }
}
