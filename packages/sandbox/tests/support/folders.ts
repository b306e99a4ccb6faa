import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { SandboxCode } from '../../src/index.ts';

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
