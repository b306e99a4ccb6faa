import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { openRunStore, openRunsForReading } from '@skein/backend-embedded';
import type { OpenRunStore } from '@skein/backend-embedded';
import { timeOrderedId } from '@skein/contracts';
import { LAB_FUNCTION_FILE } from '@skein/lab';
import type { RunContext } from '@skein/lab';
import { systemClock } from '@skein/ports';
import { packFiles } from '@skein/packaging';
import { loadPriceBook } from '@skein/sky';
import { RELEASE } from '../release.ts';
import { readSettings } from '../settings.ts';
import type { Environment } from '../variables.ts';

/** The runtime of the lab's functions, and their time limit. */
const RUNTIME = 'python3.12';
const TIMEOUT_SECONDS = 60;

/** The folder of the lab's database and reports. */
export function labDir(environment: Environment): string {
  return path.join(readSettings(environment).dataDir, 'lab');
}

/** Rejects with `invalid_configuration` when another process runs experiments, and with `storage_failed`. */
export function openStore(environment: Environment): Promise<OpenRunStore> {
  return openRunStore(path.join(labDir(environment), 'lab.db'), systemClock);
}

/** For looking only, also while a run goes on. */
export function openForLooking(environment: Environment): ReturnType<typeof openRunsForReading> {
  return openRunsForReading(path.join(labDir(environment), 'lab.db'));
}

/** The code of the lab's functions as it is deployed. */
export async function labCode(memoryMb: number): Promise<RunContext['code']> {
  const zip = await packFiles({ [path.basename(LAB_FUNCTION_FILE)]: await readFile(LAB_FUNCTION_FILE, 'utf8') });
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  return {
    zip,
    runtime: RUNTIME,
    handler: 'lab_function.handler',
    memoryMb,
    timeoutSeconds: TIMEOUT_SECONDS,
    architecture,
    environment: {},
  };
}

/** The price book, with the operator's own plans. */
export function labBook(environment: Environment): ReturnType<typeof loadPriceBook> {
  const own = environment.SKEIN_PRICES;
  return loadPriceBook(own === undefined || own === '' ? undefined : path.resolve(own));
}

/** What a report has to say about where its figures come from. */
export function surroundings(code: RunContext['code']): Readonly<Record<string, string>> {
  return {
    'Load generator': `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node.js ${process.versions.node}, Skein ${RELEASE}`,
    Functions: `${code.runtime}, ${code.memoryMb} MB, SHA-256 of the package ${createHash('sha256').update(code.zip).digest('hex')}`,
  };
}

export function newRunId(nowMs: number): string {
  return timeOrderedId(nowMs, randomUUID());
}
