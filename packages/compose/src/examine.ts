import { probeDrivers } from '@skein/sandbox';
import type { DriverProbe } from '@skein/sandbox';
import path from 'node:path';
import type { Settings } from './settings.ts';

export type { DriverProbe } from '@skein/sandbox';

const SILENT = { info: (): void => {}, warn: (): void => {} };

/** What this machine can do, found out by running a program with every driver and interpreter. */
export function examine(settings: Settings): Promise<DriverProbe[]> {
  const dataDir = path.join(settings.dataDir, 'sandboxes');
  return probeDrivers({ dataDir, cpu: settings.cpu, logger: SILENT, places: settings.interpreterPlaces });
}
