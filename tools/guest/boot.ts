import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EXIT_MARK } from './make-disk.ts';

/** What runs the machine. */
export const EMULATOR = 'qemu-system-x86_64';

const MEMORY_MB = 4_096;
const PROCESSORS_MAX = 4;
/** What the journal puts before each line of the job. */
const JOURNAL_PREFIX = /^\[ *\d+\.\d+\] bash\[\d+\]: /;

/**
 * Starts a machine of emulated processors from the disk, prints what its job prints, and gives the job's exit code; undefined when the
 * machine ended without one.
 */
export async function boot(systemDir: string, diskPath: string, print: (line: string) => void): Promise<number | undefined> {
  const bootDir = join(systemDir, 'boot');
  const names = await readdir(bootDir);
  const find = (prefix: string): string => join(bootDir, names.find((name) => name.startsWith(prefix)) ?? prefix);
  const processors = Math.min(PROCESSORS_MAX, cpus().length);
  const machineArguments = [
    `-accel tcg,thread=multi -cpu max -smp ${processors} -m ${MEMORY_MB} -nographic -no-reboot -nic none`.split(' '),
    ['-kernel', find('vmlinuz'), '-initrd', find('initrd'), '-append', 'root=/dev/vda rw console=ttyS0 quiet systemd.show_status=no'],
    ['-drive', `file=${diskPath},if=virtio,format=raw,cache=unsafe`],
  ].flat();
  const machine = spawn(EMULATOR, machineArguments, { stdio: ['ignore', 'pipe', 'inherit'] });
  let exitCode: number | undefined;
  for await (const line of createInterface({ input: machine.stdout })) {
    if (!JOURNAL_PREFIX.test(line)) continue;
    const text = line.replace(JOURNAL_PREFIX, '').trimEnd();
    if (text.startsWith(EXIT_MARK)) exitCode = Number(text.slice(EXIT_MARK.length));
    else print(text);
  }
  return exitCode;
}
