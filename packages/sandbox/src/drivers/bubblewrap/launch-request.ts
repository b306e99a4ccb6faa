import path from 'node:path';
import type { RuntimeFamily } from '@skein/contracts';
import type { NetworkMode, SandboxCode } from '../../driver.ts';
import type { LauncherCapabilities, LaunchRequest, SandboxUser } from '../../launcher/launcher-messages.ts';
import { LIMITS_OF_A_USER, RESOURCE_LIMITS, sandboxLimits } from '../sandbox-limits.ts';
import { INFO_DESCRIPTOR, sandboxArguments, SECCOMP_DESCRIPTOR } from './sandbox-arguments.ts';
import type { UserChange } from './sandbox-arguments.ts';
import type { Workshop } from './workshop.ts';

/** Folder of the run folder that holds one folder for each live sandbox; `run_folder.py` empties it. */
export const SANDBOXES_DIR_NAME = 'sandboxes';

/** What all sandboxes of a driver have in common: found out by trial. */
export interface SandboxPlan {
  readonly userChange: UserChange['kind'];
  /** Code and `/tmp` are mounted when the sandbox is specialised, not when it starts. */
  readonly mountsLate: boolean;
}

/** One sandbox to be started. */
export interface SandboxOrder {
  readonly id: string;
  readonly family: RuntimeFamily;
  readonly command: readonly string[];
  /** Its place in the block of host users. */
  readonly place: number;
  readonly network?: NetworkMode;
  readonly requiredDirs?: readonly string[];
  readonly inBackground?: boolean;
  readonly code?: SandboxCode;
}

/** What the launcher is to do for a sandbox. */
export function launchRequest(
  workshop: Workshop,
  capabilities: LauncherCapabilities,
  plan: SandboxPlan,
  order: SandboxOrder,
): LaunchRequest {
  const { options, stage, runDir } = workshop;
  const user = hostUser(capabilities, order.place);
  const { code, network = 'none', requiredDirs = [], inBackground = false } = order;
  const early = plan.mountsLate || code === undefined ? {} : { early: { codeDir: code.codeDir, temporaryMb: code.ephemeralStorageMb } };
  const userChange: UserChange =
    plan.userChange === 'setpriv' && user !== undefined ? { kind: 'setpriv', uid: user.uid } : { kind: 'namespace' };
  return {
    sandbox: order.id,
    folder: path.join(runDir, SANDBOXES_DIR_NAME, order.id),
    arguments: sandboxArguments(stage.system, { network, requiredDirs, userChange, ...early }, order.command),
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
    workingDir: '/',
    resourceLimits: user === undefined ? RESOURCE_LIMITS : { ...RESOURCE_LIMITS, ...LIMITS_OF_A_USER },
    limits: sandboxLimits(order.family, options.cpu),
    files: { [SECCOMP_DESCRIPTOR]: stage.seccompPath },
    infoDescriptor: INFO_DESCRIPTOR,
    inBackground,
    changesUserItself: userChange.kind === 'setpriv',
    ...(user === undefined ? {} : { user }),
  };
}

function hostUser({ firstUser }: LauncherCapabilities, place: number): SandboxUser | undefined {
  return firstUser === null ? undefined : { uid: firstUser + place, gid: firstUser + place };
}
