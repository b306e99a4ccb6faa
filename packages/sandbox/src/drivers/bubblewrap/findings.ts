import type { ProbeFinding } from '../../driver.ts';
import type { LauncherCapabilities } from '../../launcher/launcher-messages.ts';
import type { Bubblewrap } from './find-bubblewrap.ts';
import type { SandboxPlan } from './launch-request.ts';

/** What a bubblewrap driver that works found out about its machine. */
export function driverFindings(bubblewrap: Bubblewrap, capabilities: LauncherCapabilities, plan: SandboxPlan): ProbeFinding[] {
  return [
    { name: 'bubblewrap', ok: true, detail: `${bubblewrap.path}, version ${bubblewrap.version}` },
    userFinding(capabilities, plan),
    controlGroupFinding(capabilities),
    lateMountFinding(capabilities),
    diskFinding(capabilities),
  ];
}

function userFinding({ firstUser }: LauncherCapabilities, { userChange }: SandboxPlan): ProbeFinding {
  const name = 'users';
  if (firstUser === null) {
    const detail = 'not root: all sandboxes run as the user of the server, kept apart by namespaces only';
    return { name, ok: true, detail };
  }
  const users = `every sandbox has a host user of its own, from ${firstUser} on`;
  if (userChange === 'namespace') return { name, ok: true, detail: `${users}, in a user namespace` };
  const remedy = 'sysctl -w user.max_user_namespaces=15000 kernel.unprivileged_userns_clone=1';
  return { name, ok: false, detail: `${users}, but without a user namespace around it`, remedy };
}

/** What is limited by each controller. */
const LIMITED_BY = { memory: 'memory', pids: 'processes', cpu: 'the processor' };

function controlGroupFinding({ controlGroups }: LauncherCapabilities): ProbeFinding {
  const name = 'limits';
  if (controlGroups !== null) {
    const { version, controllers } = controlGroups;
    const detail = `control groups version ${version}: ${controllers.join(', ')}`;
    const missing = Object.entries(LIMITED_BY).filter(([controller]) => !controllers.includes(controller));
    if (missing.length === 0) return { name, ok: true, detail };
    const remedy = `let systemd pass the missing ones on: Delegate=${Object.keys(LIMITED_BY).join(' ')} in the unit`;
    return { name, ok: false, detail: `${detail}; without a limit: ${missing.map(([, what]) => what).join(', ')}`, remedy };
  }
  return {
    name,
    ok: false,
    detail: 'no control groups: memory and processes are limited for each process by itself, the processor not at all',
    remedy: 'run the server as root, or with its own control group: systemd-run --user --scope -p Delegate=yes skein up',
  };
}

function lateMountFinding({ lateMounts, notes }: LauncherCapabilities): ProbeFinding {
  const name = 'pre-warming';
  if (lateMounts === true) return { name, ok: true, detail: 'code can be given to a sandbox that already runs' };
  const detail = `sandboxes cannot be started before they are needed (${notes['lateMounts'] ?? 'no reason known'})`;
  return { name, ok: false, detail, remedy: 'use Linux 5.12 or newer, and run the server as root or allow user namespaces' };
}

function diskFinding({ disks, notes }: LauncherCapabilities): ProbeFinding {
  const name = '/tmp';
  if (disks === 'loop') return { name, ok: true, detail: 'a disk of its own for each sandbox, through loop devices' };
  const detail = `in memory, on top of the function's memory limit (${notes['disks'] ?? notes['lateMounts'] ?? 'no loop devices'})`;
  const remedy = 'run the server as root where /dev/loop-control and mkfs.ext4 exist: apt-get install -y e2fsprogs, modprobe loop';
  return { name, ok: false, detail, remedy };
}
