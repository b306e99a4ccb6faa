import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings, startEmbedded } from '@skein/compose';

export interface TestSkein extends AsyncDisposable {
  readonly url: string;
}

/** A whole server with its own data folder, whose sandboxes are real. */
export async function startSkein(): Promise<TestSkein> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-lab-server-'));
  const settings = { PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: dataDir, DB_PATH: undefined, DRAIN_SECONDS: '0' };
  const skein = await startEmbedded(readSettings({ ...process.env, ...settings }));
  return {
    url: skein.url,
    async [Symbol.asyncDispose]() {
      await skein.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
