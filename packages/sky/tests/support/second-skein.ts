import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings, startEmbedded } from '@skein/compose';
import type { EmbeddedSkein } from '@skein/compose';
import { packFiles } from '@skein/packaging';
import { CONFORMANCE_HANDLER } from '@skein/ports/conformance';
import { afterAll } from 'vitest';
import type { FunctionToDeploy } from '../../src/providers/provider.ts';
import { SAMPLE } from './simulated.ts';

let second: Promise<EmbeddedSkein> | undefined;
const closers: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});

/** A whole second Skein, one for each test file. */
export function secondSkein(): Promise<EmbeddedSkein> {
  second ??= newDataDir().then((dataDir) => startSkein(dataDir));
  return second;
}

/** A data folder that is gone after the tests of the file. */
export async function newDataDir(): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-second-'));
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  return dataDir;
}

/** A whole Skein on a data folder. It is closed after the tests of the file, if not before. */
export async function startSkein(dataDir: string, settings: Readonly<Record<string, string>> = {}): Promise<EmbeddedSkein> {
  const own = { PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: dataDir, DB_PATH: undefined, DRAIN_SECONDS: '1' };
  const skein = await startEmbedded(readSettings({ ...process.env, ...own, ...settings }));
  closers.push(() => skein.close());
  return skein;
}

/** The function of the conformance suites as a package that runs. */
export async function realSample(): Promise<FunctionToDeploy> {
  return { ...SAMPLE, zip: await packFiles({ 'app.py': CONFORMANCE_HANDLER }) };
}
