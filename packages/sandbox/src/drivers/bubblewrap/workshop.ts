import { mkdir } from 'node:fs/promises';
import { EPHEMERAL_STORAGE_DEFAULT_MB, SkeinError } from '@skein/contracts';
import { USERS_PER_LAUNCHER } from '../../launcher/launcher-messages.ts';
import type { LauncherCapabilities, MachinePart } from '../../launcher/launcher-messages.ts';
import type { DriverOptions } from '../driver-options.ts';
import { openLauncher } from '../open-launcher.ts';
import type { OpenLauncher } from '../open-launcher.ts';
import { CompiledRuntimes } from './compiled-runtimes.ts';
import { findBubblewrap } from './find-bubblewrap.ts';
import type { Bubblewrap } from './find-bubblewrap.ts';
import { RUNTIMES_DIR } from './sandbox-arguments.ts';
import { SandboxUsers } from './sandbox-users.ts';
import { makeStage } from './stage.ts';
import type { Stage } from './stage.ts';

/** What the driver needs to start sandboxes. */
export interface Workshop extends OpenLauncher {
  readonly options: DriverOptions;
  readonly bubblewrap: Bubblewrap;
  readonly stage: Stage;
  readonly compiled: CompiledRuntimes;
  readonly users: SandboxUsers;
  /** As they were when the launcher first started. */
  readonly capabilities: LauncherCapabilities;
}

/** Starts the launcher and lays out what all sandboxes share. Rejects with `driver_unavailable`. */
export async function openWorkshop(options: DriverOptions, without: readonly MachinePart[]): Promise<Workshop> {
  const bubblewrap = await findBubblewrap();
  if (bubblewrap === undefined) throw unavailable('bubblewrap is not installed');
  const { arch } = process;
  if (arch !== 'x64' && arch !== 'arm64') throw unavailable(`there is no system call filter for processors of type ${arch}`);
  await mkdir(options.dataDir, { recursive: true });
  const prepare = { namespaces: true, diskDir: options.dataDir, temporaryMb: EPHEMERAL_STORAGE_DEFAULT_MB, without };
  const opened = await openLauncher('bubblewrap', options, prepare);
  const { launcher, runDir } = opened;
  try {
    const stage = await makeStage(runDir, bubblewrap, options.runtimes, arch);
    const users = new SandboxUsers(USERS_PER_LAUNCHER);
    const compiled = new CompiledRuntimes(stage.system.runtimesDir, RUNTIMES_DIR, options.logger);
    return { ...opened, options, bubblewrap, stage, compiled, users, capabilities: await launcher.capabilities() };
  } catch (error) {
    await launcher.close();
    throw error;
  }
}

/** Destroys all sandboxes and gives back everything. */
export async function closeWorkshop({ compiled, launcher }: Workshop): Promise<void> {
  await compiled.settled();
  await launcher.close();
}

/** Why this driver cannot be used here. */
export function unavailable(reason: string): SkeinError {
  return new SkeinError('driver_unavailable', { driver: 'bubblewrap', reason });
}
