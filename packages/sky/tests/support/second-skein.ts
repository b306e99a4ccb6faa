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

let started: Promise<EmbeddedSkein> | undefined;
let dataDir = '';

afterAll(async () => {
  const skein = await started;
  await skein?.close();
  if (dataDir !== '') await rm(dataDir, { recursive: true, force: true });
});

/** A whole second Skein, one for each test file. */
export function secondSkein(): Promise<EmbeddedSkein> {
  started ??= start();
  return started;
}

/** The function of the conformance suites as a package that runs. */
export async function realSample(): Promise<FunctionToDeploy> {
  return { ...SAMPLE, zip: await packFiles({ 'app.py': CONFORMANCE_HANDLER }) };
}

async function start(): Promise<EmbeddedSkein> {
  dataDir = await mkdtemp(path.join(tmpdir(), 'skein-second-'));
  return await startEmbedded(readSettings({ ...process.env, PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: dataDir, DB_PATH: undefined }));
}
