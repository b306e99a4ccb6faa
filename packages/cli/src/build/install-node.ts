import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runTool } from './run-tool.ts';
import type { ToolRun } from './run-tool.ts';

const LOCK_FILE = 'package-lock.json';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Whether a `package.json` names packages that the function needs when it runs. */
export function hasDependencies(manifestText: string): boolean {
  const { dependencies = {} } = JSON.parse(manifestText) as Manifest;
  return Object.keys(dependencies).length > 0;
}

/**
 * Installs the dependencies of `package.json` into a folder, without those for development: with its lock file exactly what that names.
 * Throws `build_failed`.
 */
export async function installNode(projectDir: string, targetDir: string, tool: Pick<ToolRun, 'signal' | 'onLine'>): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(projectDir, 'package.json'), 'utf8')) as Manifest;
  const isLocal = (specifier: string): boolean => specifier.startsWith('file:');
  const dependencies = Object.entries(manifest.dependencies ?? {});
  const located: Record<string, string> = {};
  for (const [name, specifier] of dependencies) located[name] = isLocal(specifier) ? locate(projectDir, specifier) : specifier;
  await writeFile(path.join(targetDir, 'package.json'), JSON.stringify({ ...manifest, dependencies: located }));
  // A lock file names local folders by where they are from the project, so it does not hold in another place.
  const canLock = !dependencies.some(([, specifier]) => isLocal(specifier));
  const hasLock = canLock && (await copyIfThere(path.join(projectDir, LOCK_FILE), path.join(targetDir, LOCK_FILE)));
  const mode = hasLock ? ['ci'] : ['install', '--no-package-lock'];
  await runTool({
    ...tool,
    cwd: targetDir,
    program: 'npm',
    words: [...mode, '--omit=dev', '--install-links', '--no-audit', '--no-fund', '--loglevel=error'],
  });
}

function locate(projectDir: string, specifier: string): string {
  return `file:${path.resolve(projectDir, specifier.slice('file:'.length))}`;
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  return await copyFile(from, to).then(
    () => true,
    () => false,
  );
}
