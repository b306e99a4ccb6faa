import { findProgram } from '../lib/find-program.ts';
import { runProgram } from '../lib/run-program.ts';

export interface SystemPackage {
  /** As Debian and Ubuntu call it. */
  readonly name: string;
  /** What the tests need it for. */
  readonly purpose: string;
  isPresent(): Promise<boolean>;
}

/** What the tests need of the system. */
export const SYSTEM_PACKAGES: readonly SystemPackage[] = [
  { name: 'python3', purpose: 'Python functions', isPresent: () => isOnPath('python3') },
  { name: 'python3-venv', purpose: 'the AWS tools of the tests', isPresent: () => succeeds('python3', ['-c', 'import ensurepip, venv']) },
  { name: 'bubblewrap', purpose: 'isolated sandboxes', isPresent: () => isOnPath('bwrap') },
  { name: 'chromium', purpose: 'looking at reports', isPresent: () => isOnPath('chromium') },
  { name: 'systemd', purpose: 'sockets that a service manager hands over', isPresent: () => isOnPath('systemd-socket-activate') },
  { name: 'e2fsprogs', purpose: 'disks for /tmp of sandboxes', isPresent: () => isOnPath('mkfs.ext4') },
];

/** Those that are not there. */
export async function listMissingPackages(packages: readonly SystemPackage[] = SYSTEM_PACKAGES): Promise<readonly SystemPackage[]> {
  const present = await Promise.all(packages.map((systemPackage) => systemPackage.isPresent()));
  return packages.filter((_, index) => present[index] === false);
}

async function isOnPath(program: string): Promise<boolean> {
  return (await findProgram(program)) !== undefined;
}

async function succeeds(program: string, programArguments: readonly string[]): Promise<boolean> {
  return (await runProgram(program, programArguments)).code === 0;
}
