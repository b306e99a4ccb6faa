import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packFolder } from '@skein/packaging';
import type { Project } from '../project/project.ts';
import { PROJECT_FILE } from '../project/project.ts';
import { bundleTypeScript, findTypeScript } from './bundle-typescript.ts';
import { hasDependencies, installNode } from './install-node.ts';
import { installPython } from './install-python.ts';

export interface BuildProgress {
  readonly signal: AbortSignal;
  /** Told what is being done, in a few words. */
  readonly onStep: (text: string) => void;
}

/** Left out besides what no package holds: what the build makes anew, and secrets that lie beside the code. */
const NEVER_PACKED = ['node_modules', PROJECT_FILE, '.env'];

/**
 * Makes the zip of a project: its files, and its dependencies, installed here for the function's runtime. Throws `build_failed`,
 * `package_too_large` or `invalid_package`.
 */
export async function buildPackage(project: Project, progress: BuildProgress): Promise<Buffer> {
  const buildDir = await mkdtemp(path.join(tmpdir(), 'skein-build-'));
  try {
    await installDependencies(project, buildDir, progress);
    const entry = await findTypeScript(project);
    if (entry === undefined) await copySources(project, buildDir);
    else {
      progress.onStep(`bundling ${entry}`);
      await bundleTypeScript(project, entry, buildDir);
    }
    progress.onStep('packing');
    return await packFolder(buildDir);
  } finally {
    // check-allow recursive-deletes -- mkdtemp made this folder above
    await rm(buildDir, { recursive: true, force: true });
  }
}

async function installDependencies({ dir, runtime }: Project, buildDir: string, { signal, onStep }: BuildProgress): Promise<void> {
  if (runtime.startsWith('python')) {
    const requirements = await readIfThere(path.join(dir, 'requirements.txt'));
    if (!/^\s*[^#\s]/m.test(requirements)) return;
    onStep('installing requirements.txt');
    await installPython(runtime, buildDir, { cwd: dir, signal, onLine: onStep });
  } else {
    const manifest = await readIfThere(path.join(dir, 'package.json'));
    if (manifest === '' || !hasDependencies(manifest)) return;
    onStep('installing package.json');
    await installNode(dir, buildDir, { signal, onLine: onStep });
  }
}

/** The project's own files come last, so that they win over a dependency's file of the same name. */
async function copySources({ dir, exclude }: Project, buildDir: string): Promise<void> {
  await cp(dir, buildDir, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => {
      const file = path.relative(dir, source);
      return file === '' || (!NEVER_PACKED.includes(file) && !exclude.some((pattern) => path.matchesGlob(file, pattern)));
    },
  });
}

async function readIfThere(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch(() => '');
}
