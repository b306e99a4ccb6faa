import { readFile } from 'node:fs/promises';
import { release } from 'node:os';
import type { ProbeFinding } from '../driver.ts';
import { findBubblewrap } from '../drivers/bubblewrap/find-bubblewrap.ts';

/** A kernel setting that can forbid user namespaces to ordinary users: any other value than `allows` does. */
interface Sysctl {
  readonly name: string;
  readonly allows: (value: number) => boolean;
  readonly good: number;
}

const USER_NAMESPACE_SYSCTLS: readonly Sysctl[] = [
  { name: 'user.max_user_namespaces', allows: (value) => value > 0, good: 15_000 },
  { name: 'kernel.unprivileged_userns_clone', allows: (value) => value === 1, good: 1 },
  { name: 'kernel.apparmor_restrict_unprivileged_userns', allows: (value) => value === 0, good: 0 },
];

const INSTALL_BUBBLEWRAP = 'apt-get install -y bubblewrap (Debian, Ubuntu), dnf install -y bubblewrap (Fedora, RHEL)';

/** What can be said about the machine without a driver, to explain why one does not work. */
export async function machineFindings(): Promise<ProbeFinding[]> {
  return [{ name: 'kernel', ok: true, detail: `Linux ${release()}` }, await bubblewrapFinding(), await userNamespaceFinding()];
}

async function bubblewrapFinding(): Promise<ProbeFinding> {
  const bubblewrap = await findBubblewrap();
  if (bubblewrap === undefined) return { name: 'bubblewrap', ok: false, detail: 'not installed', remedy: INSTALL_BUBBLEWRAP };
  return { name: 'bubblewrap', ok: true, detail: `${bubblewrap.path}, version ${bubblewrap.version}` };
}

async function userNamespaceFinding(): Promise<ProbeFinding> {
  const name = 'user namespaces';
  const read = await Promise.all(USER_NAMESPACE_SYSCTLS.map(async (sysctl) => ({ ...sysctl, value: await readSysctl(sysctl.name) })));
  const forbidding = read.filter(({ value, allows }) => value !== undefined && !allows(value));
  if (forbidding.length === 0) return { name, ok: true, detail: 'no kernel setting forbids them' };
  const detail = `forbidden by ${forbidding.map((sysctl) => `${sysctl.name} = ${sysctl.value}`).join(', ')}`;
  return { name, ok: false, detail, remedy: `sysctl -w ${forbidding.map((sysctl) => `${sysctl.name}=${sysctl.good}`).join(' ')}` };
}

/** Undefined on kernels without the setting. */
async function readSysctl(name: string): Promise<number | undefined> {
  try {
    return Number(await readFile(`/proc/sys/${name.replaceAll('.', '/')}`, 'utf8'));
  } catch {
    return undefined;
  }
}
