import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { EPHEMERAL_STORAGE_DEFAULT_MB, SkeinError } from '@skein/contracts';
import type { SandboxCode, SandboxDriver, SandboxProcess, StartRequest } from '../../driver.ts';
import type { LauncherClient } from '../../launcher/launcher-client.ts';
import { USERS_PER_LAUNCHER } from '../../launcher/launcher-messages.ts';
import type { LauncherCapabilities, LaunchRequest } from '../../launcher/launcher-messages.ts';
import type { DriverOptions } from '../driver-options.ts';
import { launchSandbox } from '../launched-sandbox.ts';
import { openLauncher } from '../open-launcher.ts';
import { runtimeArguments } from '../runtime-arguments.ts';
import { RESOURCE_LIMITS, sandboxLimits } from '../sandbox-limits.ts';
import { findBubblewrap } from './find-bubblewrap.ts';
import { CODE_DIR, INFO_DESCRIPTOR, RUNTIMES_DIR, sandboxArguments, SECCOMP_DESCRIPTOR } from './sandbox-arguments.ts';
import { SandboxUsers } from './sandbox-users.ts';
import { makeStage } from './stage.ts';
import type { Stage } from './stage.ts';

/** What the driver needs to start a sandbox. */
interface Workshop {
  readonly options: DriverOptions;
  readonly launcher: LauncherClient;
  readonly runDir: string;
  readonly stage: Stage;
  readonly users: SandboxUsers;
  readonly takesCodeLater: boolean;
}

/**
 * Runs functions in namespaces of their own with bubblewrap: they see a read-only system, their code and a private `/tmp`, have no
 * capabilities and no way to get any, and a filter on system calls. As root every sandbox has a host user of its own; otherwise all
 * have the server's. Rejects with `driver_unavailable`.
 */
export async function createBubblewrapDriver(options: DriverOptions): Promise<SandboxDriver> {
  const workshop = await openWorkshop(options);
  return {
    name: 'bubblewrap',
    isolating: true,
    takesCodeLater: workshop.takesCodeLater,
    start: (request) => startSandbox(workshop, request),
    close: () => workshop.launcher.close(),
  };
}

async function openWorkshop(options: DriverOptions): Promise<Workshop> {
  const unavailable = (reason: string): SkeinError => new SkeinError('driver_unavailable', { driver: 'bubblewrap', reason });
  const bubblewrap = await findBubblewrap();
  if (bubblewrap === undefined) throw unavailable('bubblewrap is not installed');
  const { arch } = process;
  if (arch !== 'x64' && arch !== 'arm64') throw unavailable(`there is no system call filter for processors of type ${arch}`);
  await mkdir(options.dataDir, { recursive: true });
  const prepare = { namespaces: true, diskDir: options.dataDir, temporaryMb: EPHEMERAL_STORAGE_DEFAULT_MB };
  const { launcher, runDir } = await openLauncher('bubblewrap', options, prepare);
  try {
    const stage = await makeStage(runDir, bubblewrap, options.runtimes, arch);
    const { lateMounts } = await launcher.capabilities();
    return { options, launcher, runDir, stage, users: new SandboxUsers(USERS_PER_LAUNCHER), takesCodeLater: lateMounts === true };
  } catch (error) {
    await launcher.close();
    throw error;
  }
}

async function startSandbox(workshop: Workshop, request: StartRequest): Promise<SandboxProcess> {
  const { launcher, users, options } = workshop;
  const capabilities = await launcher.capabilities();
  const place = users.take();
  try {
    const launch = launchRequest(workshop, capabilities, request, place);
    const { family } = request.interpreter;
    const sandbox = await launchSandbox(launcher, launch, {
      specialiseRequest: (code) => ({
        limits: sandboxLimits(family, options.cpu, code.memoryMb, temporaryInMemoryMb(capabilities, code)),
        ...(workshop.takesCodeLater ? { codeDir: code.codeDir, temporaryMb: code.ephemeralStorageMb } : {}),
      }),
      place: () => ({ codeDir: CODE_DIR, environment: {} }),
    });
    void sandbox.exited.then(() => users.giveBack(place));
    return sandbox;
  } catch (error) {
    users.giveBack(place);
    throw error;
  }
}

function launchRequest(workshop: Workshop, capabilities: LauncherCapabilities, request: StartRequest, userIndex: number): LaunchRequest {
  const { options, stage } = workshop;
  const { id, interpreter, network, code } = request;
  const early =
    workshop.takesCodeLater || code === undefined ? {} : { early: { codeDir: code.codeDir, temporaryMb: code.ephemeralStorageMb } };
  const { requiredDirs } = interpreter;
  const { firstUser } = capabilities;
  return {
    sandbox: id,
    folder: path.join(workshop.runDir, 'sandboxes', id),
    arguments: sandboxArguments(
      stage.system,
      { network, requiredDirs, ...early },
      runtimeArguments(options.runtimes, RUNTIMES_DIR, interpreter),
    ),
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
    workingDir: '/',
    resourceLimits: RESOURCE_LIMITS,
    limits: sandboxLimits(interpreter.family, options.cpu),
    files: { [SECCOMP_DESCRIPTOR]: stage.seccompPath },
    infoDescriptor: INFO_DESCRIPTOR,
    ...(workshop.takesCodeLater ? { temporaryMb: EPHEMERAL_STORAGE_DEFAULT_MB } : {}),
    ...(firstUser === null ? {} : { user: { uid: firstUser + userIndex, gid: firstUser + userIndex } }),
  };
}

/** A `/tmp` in memory is charged to the sandbox, which therefore gets as much more: it is not part of the function's MemorySize. */
function temporaryInMemoryMb(capabilities: LauncherCapabilities, code: SandboxCode): number {
  return capabilities.disks === 'loop' ? 0 : code.ephemeralStorageMb;
}
