import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@skein/ports';
import { openEmbeddedBackend } from '../../src/index.ts';
import type { EmbeddedBackend, EmbeddedBackendOptions } from '../../src/index.ts';

export interface DataFolder extends AsyncDisposable {
  /** A folder of its own for one test; the data folder itself does not exist yet. */
  readonly path: string;
  readonly options: EmbeddedBackendOptions;
}

/** Removed, with all it holds, when the test ends. */
export async function makeDataFolder(): Promise<DataFolder> {
  const path = await mkdtemp(join(tmpdir(), 'skein-backend-'));
  return { path, options: optionsIn(path), [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Where the parts of a backend lie in a test's folder. */
export function optionsIn(path: string): EmbeddedBackendOptions {
  const dataDir = join(path, 'data');
  return {
    databasePath: join(dataDir, 'skein.db'),
    packagesDir: join(dataDir, 'packages'),
    recordsPath: join(dataDir, 'records.db'),
    clock: systemClock,
  };
}

/** A backend in a folder of its own; closing it removes the folder. */
export async function openTestBackend(
  changes: Partial<EmbeddedBackendOptions> = {},
): Promise<EmbeddedBackend & { readonly folder: DataFolder }> {
  const folder = await makeDataFolder();
  const backend = await openEmbeddedBackend({ ...folder.options, ...changes });
  const close = async (): Promise<void> => {
    await backend.close();
    await folder[Symbol.asyncDispose]();
  };
  return { ...backend, folder, close, [Symbol.asyncDispose]: close };
}
