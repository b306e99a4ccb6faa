import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { RESOURCE_LIMITS, sandboxLimits } from '../../src/drivers/sandbox-limits.ts';
import { findLauncherPython } from '../../src/launcher/find-launcher-python.ts';
import { LauncherClient } from '../../src/launcher/launcher-client.ts';
import type { LaunchRequest } from '../../src/launcher/launcher-messages.ts';
import { temporaryFolder } from './folders.ts';
import { silentLogger } from './test-runtimes.ts';

export interface OpenedLauncher {
  readonly launcher: LauncherClient;
  readonly runDir: string;
}

/** A launcher for plain processes, for one test. */
export async function openTestLauncher(): Promise<OpenedLauncher> {
  const runDir = await mkdtemp(path.join(await temporaryFolder(), `skein-${process.pid}-`));
  const pythonPath = await findLauncherPython('test');
  const launcher = new LauncherClient({ driver: 'test', pythonPath, runDir, prepare: { namespaces: false }, logger: silentLogger });
  onTestFinished(async () => await launcher.close());
  return { launcher, runDir };
}

/** A request to run a program as a plain process. */
export function processRequest(runDir: string, name: string, command: readonly string[]): LaunchRequest {
  return {
    sandbox: name,
    folder: path.join(runDir, 'sandboxes', name),
    arguments: command,
    environment: { PATH: '/usr/bin:/bin' },
    workingDir: '/',
    resourceLimits: RESOURCE_LIMITS,
    limits: sandboxLimits('python', 'one-core'),
    guarded: true,
  };
}
