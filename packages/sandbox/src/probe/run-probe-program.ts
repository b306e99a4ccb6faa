import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { EPHEMERAL_STORAGE_DEFAULT_MB, MEMORY_DEFAULT_MB, SANDBOX_START_MAX_MS, SkeinError } from '@skein/contracts';
import type { SandboxCode, SandboxDriver, SandboxProcess } from '../driver.ts';
import type { RuntimeFiles } from '../drivers/driver-options.ts';
import type { Interpreter } from '../interpreters/interpreter.ts';
import { openPipe } from '../launcher/open-pipe.ts';

/** The programs that are run in place of the runtimes. */
export const PROBE_PROGRAMS: RuntimeFiles = {
  dir: fileURLToPath(new URL('programs', import.meta.url)),
  commands: { python: { flags: ['-I', '-S'], file: 'probe.py' }, node: { flags: [], file: 'probe.mjs' } },
};

/** What a program finds out about its sandbox from inside. */
export interface InsideFacts {
  readonly version: string;
  readonly user: number;
  /** Effective capabilities and those it could get, as a bit set. */
  readonly capabilities: number;
  readonly noNewPrivileges: boolean;
  readonly systemCallFilter: boolean;
  readonly processId: number;
  readonly networkInterfaces: readonly string[];
  readonly seesHomes: boolean;
  readonly writesCode: boolean;
  readonly writesTemporary: boolean;
}

/** Runs the probe program on an interpreter, in a sandbox of a driver made with `PROBE_PROGRAMS`. Rejects with why it did not work. */
export async function runProbeProgram(driver: SandboxDriver, interpreter: Interpreter): Promise<InsideFacts> {
  const codeDir = await mkdtemp(path.join(tmpdir(), 'skein-probe-'));
  await chmod(codeDir, 0o755);
  const code = { codeDir, memoryMb: MEMORY_DEFAULT_MB, ephemeralStorageMb: EPHEMERAL_STORAGE_DEFAULT_MB };
  const id = `probe-${interpreter.family}-${interpreter.fullVersion}`;
  try {
    const sandbox = await driver.start({ id, interpreter, network: 'none', ...(driver.takesCodeLater ? {} : { code }) });
    return await interview(sandbox, code);
  } finally {
    // check-allow recursive-deletes -- mkdtemp made this folder above
    await rm(codeDir, { recursive: true });
  }
}

async function interview(sandbox: SandboxProcess, code: SandboxCode): Promise<InsideFacts> {
  const deadline = setTimeout(() => void sandbox.destroy(), SANDBOX_START_MAX_MS);
  const log = text(openPipe(path.join(sandbox.channelDir, 'log')));
  const answers = createInterface({ input: openPipe(path.join(sandbox.channelDir, 'outcome')) })[Symbol.asyncIterator]();
  try {
    await answers.next();
    const place = await sandbox.specialise(code);
    await writeFile(path.join(sandbox.channelDir, 'command'), `${place.codeDir}\n`);
    const facts = await answers.next();
    if (facts.done !== true) return JSON.parse(facts.value) as InsideFacts;
    throw new SkeinError('sandbox_failed', { functionName: 'the probe', reason: (await log).trim() || 'it ended without an answer' });
  } finally {
    clearTimeout(deadline);
    await sandbox.destroy();
  }
}
