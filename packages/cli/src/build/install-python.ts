import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runTool } from './run-tool.ts';
import type { ToolRun } from './run-tool.ts';

/** Installs the packages of `requirements.txt` into a folder, for the Python of the runtime. Throws `build_failed`. */
export async function installPython(runtime: string, targetDir: string, tool: Pick<ToolRun, 'cwd' | 'signal' | 'onLine'>): Promise<void> {
  const version = runtime.replace('python', '');
  const own = await findPython(version);
  const quietly = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--no-compile'];
  const words = [...quietly, '--target', targetDir, '-r', 'requirements.txt'];
  // Another Python can fetch what was built for this one, but cannot build it.
  const forOther = ['--python-version', version, '--implementation', 'cp', '--only-binary', ':all:'];
  await runTool({ ...tool, program: own ?? 'python3', words: own === undefined ? [...words, ...forOther] : words });
}

/** A Python of exactly this version that has pip. */
async function findPython(version: string): Promise<string | undefined> {
  for (const program of [`python${version}`, 'python3']) {
    const question = 'import pip, sys; print("%d.%d" % sys.version_info[:2])';
    const answer = await promisify(execFile)(program, ['-c', question]).catch(() => undefined);
    if (answer?.stdout.trim() === version) return program;
  }
  return undefined;
}
