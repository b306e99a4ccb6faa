import { mkdtemp, chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuntimeFamily } from '@skein/contracts';
import { onTestFinished } from 'vitest';
import { findInterpreters } from '../../src/index.ts';
import type { DriverLogger, Interpreter, RuntimeFiles, SandboxCode } from '../../src/index.ts';

/** Programs that do what a test tells them, in place of the runtimes. */
export const TEST_RUNTIMES: RuntimeFiles = {
  dir: fileURLToPath(new URL('runtimes', import.meta.url)),
  commands: { python: { flags: ['-I', '-S'], file: 'evaluate.py' }, node: { flags: [], file: 'evaluate.mjs' } },
};

export const silentLogger: DriverLogger = { info: () => undefined, warn: () => undefined };

export const isRoot = process.getuid?.() === 0;

const places = { pathFolders: [], homeDir: homedir(), extraPrograms: { python: [], node: [process.execPath] } };
const interpreters = await findInterpreters({ forOtherUsers: isRoot, isolating: true, places });

/** Why no interpreter of a family can be used in a sandbox here, or false. */
export function missing(family: RuntimeFamily): string | false {
  return interpreters[family].some(({ unusableBecause }) => unusableBecause === undefined) ? false : `no usable ${family} here`;
}

/** An interpreter that works in every sandbox. */
export function interpreterOf(family: RuntimeFamily): Interpreter {
  const found = interpreters[family].find(({ unusableBecause }) => unusableBecause === undefined);
  if (found === undefined) throw new Error(`no usable ${family} here`);
  return found;
}

/** A folder that is removed after the test. Other users may pass through it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sandbox-test-'));
  await chmod(folder, 0o755);
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Unpacked code of a function, made of the given files. */
export async function codeOf(files: Readonly<Record<string, string>>, limits: Partial<SandboxCode> = {}): Promise<SandboxCode> {
  const codeDir = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(codeDir, name)), { recursive: true });
    await writeFile(path.join(codeDir, name), content);
  }
  return { memoryMb: 128, ephemeralStorageMb: 512, ...limits, codeDir };
}
