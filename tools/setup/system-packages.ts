import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

interface SystemPackage {
  readonly name: string;
  readonly program: string;
}

/** What the tests need from the system, by Debian's names. */
const PACKAGES: readonly SystemPackage[] = [
  { name: 'python3', program: 'python3' },
  { name: 'python3-venv', program: 'python3' },
  { name: 'bubblewrap', program: 'bwrap' },
  { name: 'e2fsprogs', program: 'mkfs.ext4' },
];

/** Installs what is missing when that is possible; otherwise says with which command a person can. */
export function ensureSystemPackages(print: (line: string) => void): void {
  const missing = PACKAGES.filter(({ program }) => !isOnPath(program)).map(({ name }) => name);
  if (missing.length === 0) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    print(`Missing: ${missing.join(', ')}. Tests that need them are skipped. To install them: sudo apt-get install ${missing.join(' ')}`);
    return;
  }
  print(`Installing ${missing.join(', ')} ...`);
  runApt(['update', '-qq']);
  runApt(['install', '-y', '-qq', ...missing]);
}

function runApt(aptArguments: readonly string[]): void {
  spawnSync('apt-get', aptArguments, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

function isOnPath(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
