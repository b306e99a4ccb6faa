import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProgram } from '../lib/run-program.ts';

const DISK_BYTES = 6 * 1024 ** 3;
/** Where the working tree is in the guest. */
const GUEST_DIR = '/skein';

/** The job's own lines begin with this, and the last one says how it ended. */
export const EXIT_MARK = 'guest job ended with';

/** Puts the working tree, as it is with its dependencies, and a job into a copy of the system on a disk image. What went wrong, or undefined. */
export async function makeDisk(systemDir: string, diskPath: string, command: string): Promise<string | undefined> {
  const treeDir = join(systemDir, GUEST_DIR);
  // check-allow recursive-deletes -- A copy that this program made below its own folder.
  await rm(treeDir, { recursive: true, force: true });
  await mkdir(treeDir, { recursive: true });
  const listed = await runProgram('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const files = listed.output.split('\0').filter((name) => name !== '');
  const topmost = new Set([...files.map((name) => name.split('/')[0] ?? name), 'node_modules']);
  const copied = await runProgram('cp', ['-a', '--parents', ...topmost, treeDir]);
  if (copied.code !== 0) return copied.output;
  await writeFile(join(systemDir, 'job.sh'), jobText(command));
  await mkdir(dirname(diskPath), { recursive: true });
  await writeFile(diskPath, '');
  await truncate(diskPath, DISK_BYTES);
  const made = await runProgram('mke2fs', ['-q', '-F', '-t', 'ext4', '-d', systemDir, diskPath]);
  return made.code === 0 ? undefined : made.output;
}

function jobText(command: string): string {
  return `export HOME=/root TERM=dumb PATH=${GUEST_DIR}/node_modules/.bin:$PATH
ip link set lo up
cd ${GUEST_DIR}
uname -sr
bash -c ${quoteForShell(command)}
echo "${EXIT_MARK} $?"
sync
systemctl poweroff --force --force
`;
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
