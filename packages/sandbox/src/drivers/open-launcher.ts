import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { machineClock } from '../clock.ts';
import type { DriverName } from '../driver.ts';
import { findLauncherPython } from '../launcher/find-launcher-python.ts';
import { LauncherClient } from '../launcher/launcher-client.ts';
import type { PrepareRequest } from '../launcher/launcher-messages.ts';
import { makeRunDir } from '../launcher/run-dir.ts';
import type { DriverOptions } from './driver-options.ts';
import { ProcessorWatch } from './fairness/processor-watch.ts';
import type { LaunchPad } from './launched-sandbox.ts';

export interface OpenLauncher extends LaunchPad {
  readonly runDir: string;
}

/** Starts a driver's launcher with a run folder of its own, which it removes when it ends. Rejects with `driver_unavailable`. */
export async function openLauncher(driver: DriverName, options: DriverOptions, prepare: PrepareRequest): Promise<OpenLauncher> {
  const pythonPath = await findLauncherPython(driver);
  const runDir = await makeRunDir(driver, options.temporaryDir);
  const launcher = new LauncherClient({ driver, pythonPath, runDir, prepare, logger: options.logger });
  try {
    await launcher.capabilities();
  } catch (error) {
    await launcher.close();
    // check-allow recursive-deletes -- makeRunDir has just made this folder for this driver
    await rm(runDir, { recursive: true, force: true });
    throw error;
  }
  return { launcher, runDir, processorWatch: new ProcessorWatch(machineClock, availableParallelism()) };
}
