import path from 'node:path';
import type { Logger } from 'pino';
import { openEmbeddedBackend } from '@skein/backend-embedded';
import type { EmbeddedBackend } from '@skein/backend-embedded';
import { systemClock } from '@skein/ports';
import type { Settings } from './settings.ts';

/** Opens what a data folder keeps. Rejects with `invalid_configuration`, `storage_failed`. */
export function openBackend({ databasePath, dataDir }: Settings, logger: Logger): Promise<EmbeddedBackend> {
  return openEmbeddedBackend({
    databasePath,
    packagesDir: path.join(dataDir, 'packages'),
    recordsPath: path.join(path.dirname(databasePath), 'records.db'),
    clock: systemClock,
    onFailure: (error) => logger.error({ error }, 'invocation records could not be stored'),
  });
}
