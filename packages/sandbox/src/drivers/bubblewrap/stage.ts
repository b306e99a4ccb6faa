import { chmod, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RuntimeFiles } from '../driver-options.ts';
import type { Bubblewrap } from './find-bubblewrap.ts';
import { findOpenKernelFolders, readHostLayout } from './host-layout.ts';
import type { SandboxSystem } from './sandbox-arguments.ts';
import { compileSeccomp } from './seccomp/compile.ts';
import { SECCOMP_POLICY } from './seccomp/policy.ts';
import type { SeccompArchitecture } from './seccomp/syscall-numbers.ts';
import { makeSystemFiles } from './system-files.ts';

export interface Stage {
  readonly system: SandboxSystem;
  readonly seccompPath: string;
}

/**
 * Lays out, in the run folder, everything that all sandboxes share. The runtimes are copied because the folder they come from may be
 * one that a sandbox's user cannot pass, such as root's home.
 */
export async function makeStage(
  runDir: string,
  bubblewrap: Bubblewrap,
  runtimes: RuntimeFiles,
  architecture: SeccompArchitecture,
): Promise<Stage> {
  const stageDir = path.join(runDir, 'stage');
  const etcDir = path.join(stageDir, 'etc');
  const runtimesDir = path.join(stageDir, 'runtimes');
  const seccompPath = path.join(stageDir, 'seccomp.bpf');
  await mkdir(etcDir, { recursive: true });
  const etcFolders = await makeSystemFiles(etcDir);
  await copyRuntimes(runtimes, runtimesDir);
  await writeFile(seccompPath, compileSeccomp(SECCOMP_POLICY, architecture));
  await makeReadable(stageDir);
  const [systemFolders, hiddenFolders] = await Promise.all([readHostLayout(), findOpenKernelFolders()]);
  const { path: bubblewrapPath, limitsSize } = bubblewrap;
  return { system: { bubblewrapPath, limitsSize, systemFolders, hiddenFolders, etcDir, etcFolders, runtimesDir }, seccompPath };
}

/** Copies the folders that runtimes start in, and nothing else that lies beside them. */
async function copyRuntimes(runtimes: RuntimeFiles, target: string): Promise<void> {
  const folders = new Set(Object.values(runtimes.commands).map(({ file }) => path.dirname(file)));
  for (const folder of folders) {
    const filter = (source: string): boolean => path.basename(source) !== '__pycache__';
    await cp(path.join(runtimes.dir, folder), path.join(target, folder), { recursive: true, filter });
  }
}

/** Lets every user read a folder and what is in it, whatever this process's umask. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const entryPath = path.join(folder, entry.name);
    if (entry.isDirectory()) await makeReadable(entryPath);
    else if (entry.isFile()) await chmod(entryPath, 0o644);
  }
}
