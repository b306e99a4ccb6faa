import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findProgram } from '../lib/find-program.ts';
import { EMULATOR, boot } from './boot.ts';
import { buildSystem } from './build-system.ts';
import { makeDisk } from './make-disk.ts';

const NEEDED = { [EMULATOR]: 'qemu-system-x86', mmdebstrap: 'mmdebstrap', mke2fs: 'e2fsprogs' };
const DEFAULT_COMMAND = 'vitest run --testTimeout=600000 --hookTimeout=600000 packages/sandbox/tests/launcher tests/security';

/**
 * `npm run guest -- [--folder DIR] [COMMAND]`: runs a command on the working tree in a virtual machine with Debian's own kernel, systemd and
 * control groups version 2, which the machine at hand may not have. The processors are emulated: all takes ten to twenty times as long.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { folder: { type: 'string' } } });
  const missing = await missingPackages();
  if (missing.length > 0 || process.getuid?.() !== 0) {
    console.error(`A guest is built as root, with: apt-get install -y ${Object.values(NEEDED).join(' ')}`);
    return 2;
  }
  const folder = values.folder ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'skein-guest');
  const systemDir = join(folder, 'system');
  const diskPath = join(folder, 'disk.img');
  const failure =
    (existsSync(systemDir) ? undefined : await told('Building a Debian, once', () => buildSystem(systemDir))) ??
    (await told('Making its disk', () => makeDisk(systemDir, diskPath, positionals.join(' ') || DEFAULT_COMMAND)));
  if (failure !== undefined) {
    console.error(failure);
    return 1;
  }
  console.log('Starting it');
  const code = await boot(systemDir, diskPath, (line) => console.log(line));
  if (code === undefined) console.error('The machine ended before its job.');
  return code ?? 1;
}

async function missingPackages(): Promise<readonly string[]> {
  const found = await Promise.all(Object.entries(NEEDED).map(async ([name, from]) => ({ from, path: await findProgram(name) })));
  return found.filter(({ path }) => path === undefined).map(({ from }) => from);
}

async function told<Result>(text: string, work: () => Promise<Result>): Promise<Result> {
  console.log(text);
  return await work();
}

process.exitCode = await main();
