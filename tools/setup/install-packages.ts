import { findProgram } from '../lib/find-program.ts';
import { runProgram } from '../lib/run-program.ts';
import type { SystemPackage } from './system-packages.ts';

/** The command that a person types to get the packages. */
export function installCommand(packages: readonly SystemPackage[]): string {
  return `sudo apt-get install -y ${packages.map(({ name }) => name).join(' ')}`;
}

/**
 * Installs packages with apt-get when there is one and we are root; otherwise says what is missing and which command gets it. Never fails.
 */
export async function installPackages(
  packages: readonly SystemPackage[],
  print: (text: string) => void,
  isRoot: boolean = process.getuid?.() === 0,
): Promise<void> {
  if (packages.length === 0) return;
  const names = packages.map(({ name }) => name);
  if (!isRoot || (await findProgram('apt-get')) === undefined) {
    for (const { name, purpose } of packages) print(`missing: ${name}, for ${purpose}`);
    print(`Tests that need them are skipped. To install them: ${installCommand(packages)}`);
    return;
  }
  print(`Installing ${names.join(', ')} ...`);
  // The lists of packages on the machine may be absent or too old; fetching them takes longer than installing.
  if (await install(names)) return;
  await runApt(['update']);
  if (await install(names)) return;
  // One that this system does not have must not keep the others away.
  const missing: SystemPackage[] = [];
  for (const systemPackage of packages) if (!(await install([systemPackage.name]))) missing.push(systemPackage);
  if (missing.length > 0) print(`apt-get could not install all of them. Tests that need them are skipped. Try: ${installCommand(missing)}`);
}

function install(names: readonly string[]): Promise<boolean> {
  return runApt(['install', '-y', '--no-install-recommends', ...names]);
}

async function runApt(aptArguments: readonly string[]): Promise<boolean> {
  const { code } = await runProgram('apt-get', ['-q', ...aptArguments], { environment: { DEBIAN_FRONTEND: 'noninteractive' } });
  return code === 0;
}
