import path from 'node:path';
import type { NetworkMode } from '../../driver.ts';
import type { SystemFolder } from './host-layout.ts';
import { HOST_NAME, SANDBOX_GROUP, SANDBOX_USER } from './sandbox-identity.ts';

/** Where a sandbox sees its code and its runtime. `/tmp` and `/var/task` are also known to `sandbox.py`. */
export const CODE_DIR = '/var/task';
export const RUNTIMES_DIR = '/var/runtime';

export const SECCOMP_DESCRIPTOR = 1020;
export const INFO_DESCRIPTOR = 1021;

/** Part of util-linux, which every distribution has. */
const SETPRIV = '/usr/bin/setpriv';

const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'];
const SHARED_MEMORY_BYTES = 64 * 1024 * 1024;

/** What is staged for all sandboxes, and what the host is like. */
export interface SandboxSystem {
  readonly bubblewrapPath: string;
  readonly limitsSize: boolean;
  readonly systemFolders: readonly SystemFolder[];
  /** Folders of /proc that are covered with empty ones. */
  readonly hiddenFolders: readonly string[];
  readonly etcDir: string;
  /** Folders below the host's /etc to show in it. */
  readonly etcFolders: readonly string[];
  readonly runtimesDir: string;
}

/** What is mounted from the start, for sandboxes that cannot be given it later. */
export interface EarlyMounts {
  readonly codeDir: string;
  readonly temporaryMb: number;
}

/**
 * How the function is kept from being root on the host: by a user namespace that the sandbox's own host user makes, or, where there
 * are none, by bubblewrap running as root and `setpriv` changing to that user at the very end.
 */
export type UserChange = { readonly kind: 'namespace' } | { readonly kind: 'setpriv'; readonly uid: number };

export interface SandboxShape {
  readonly network: NetworkMode;
  readonly userChange: UserChange;
  readonly requiredDirs: readonly string[];
  readonly early?: EarlyMounts;
}

/** The command line of bubblewrap for one sandbox that runs `command`. */
export function sandboxArguments(system: SandboxSystem, shape: SandboxShape, command: readonly string[]): string[] {
  return [
    [system.bubblewrapPath, '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ['--seccomp', String(SECCOMP_DESCRIPTOR), '--info-fd', String(INFO_DESCRIPTOR)],
    namespaceArguments(shape.network),
    userArguments(shape.userChange),
    system.systemFolders.flatMap(systemFolderArguments),
    etcArguments(system, shape.network),
    parentsOf([RUNTIMES_DIR, ...shape.requiredDirs]).flatMap((dir) => ['--dir', dir]),
    ['--ro-bind', system.runtimesDir, RUNTIMES_DIR],
    shape.requiredDirs.toSorted().flatMap((dir) => ['--ro-bind', dir, dir]),
    ['--proc', '/proc'],
    system.hiddenFolders.flatMap((folder) => ['--tmpfs', folder, '--remount-ro', folder]),
    deviceArguments(system.limitsSize),
    workplaceArguments(system, shape.early),
    // Last: until here bubblewrap makes mount points in the root, which otherwise could be filled by the function without a limit.
    ['--remount-ro', '/', '--chdir', '/', '--'],
    setprivCommand(shape.userChange),
    [...command],
  ].flat();
}

/** Every folder above these but the root, outermost first. Bubblewrap makes the ones it is not asked for closed to all but their owner. */
function parentsOf(dirs: readonly string[]): string[] {
  const parents = new Set<string>();
  for (const dir of dirs) {
    for (let parent = path.dirname(dir); parent !== '/'; parent = path.dirname(parent)) parents.add(parent);
  }
  return [...parents].toSorted();
}

function namespaceArguments(network: NetworkMode): string[] {
  const kept = ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--hostname', HOST_NAME];
  return network === 'none' ? [...kept, '--unshare-net'] : kept;
}

function userArguments({ kind }: UserChange): string[] {
  if (kind === 'namespace') return ['--unshare-user', '--uid', String(SANDBOX_USER), '--gid', String(SANDBOX_GROUP)];
  return ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((capability) => ['--cap-add', capability]);
}

function setprivCommand(change: UserChange): string[] {
  if (change.kind === 'namespace') return [];
  const ids = ['--reuid', String(change.uid), '--regid', String(change.uid), '--clear-groups'];
  return [SETPRIV, ...ids, '--inh-caps', '-all', '--ambient-caps', '-all', '--bounding-set', '-all', '--no-new-privs', '--'];
}

function systemFolderArguments({ path: folder, linkTarget }: SystemFolder): string[] {
  return linkTarget === undefined ? ['--ro-bind', folder, folder] : ['--symlink', linkTarget, folder];
}

function etcArguments(system: SandboxSystem, network: NetworkMode): string[] {
  // With the host's network come the names it knows and the servers it asks.
  const ofNetwork = network === 'host' ? ['/etc/resolv.conf', '/etc/hosts'] : [];
  return [
    ['--ro-bind', system.etcDir, '/etc'],
    system.etcFolders.flatMap((folder) => ['--ro-bind', folder, folder]),
    ofNetwork.flatMap((file) => ['--ro-bind-try', file, file]),
  ].flat();
}

function deviceArguments(limitsSize: boolean): string[] {
  return [
    ['--tmpfs', '/dev'],
    DEVICES.flatMap((name) => ['--dev-bind', path.join('/dev', name), path.join('/dev', name)]),
    ['--symlink', '/proc/self/fd', '/dev/fd'],
    ['stdin', 'stdout', 'stderr'].flatMap((name, number) => ['--symlink', `/proc/self/fd/${number}`, path.join('/dev', name)]),
    // Without a size of its own it would be a place to fill memory without a limit where there are no control groups.
    limitsSize ? ['--perms', '1777', '--size', String(SHARED_MEMORY_BYTES), '--tmpfs', '/dev/shm'] : ['--dir', '/dev/shm'],
    ['--remount-ro', '/dev'],
  ].flat();
}

function workplaceArguments(system: SandboxSystem, early: EarlyMounts | undefined): string[] {
  if (early === undefined) return ['--dir', '/tmp', '--dir', CODE_DIR];
  const size = system.limitsSize ? ['--size', String(early.temporaryMb * 1024 * 1024)] : [];
  return ['--perms', '1777', ...size, '--tmpfs', '/tmp', '--ro-bind', early.codeDir, CODE_DIR];
}
