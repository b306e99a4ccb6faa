import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SkeinError } from '@skein/contracts';
import { makePrivateFolder, writeDurably } from './durable-file.ts';
import { isMissing } from './is-missing.ts';

const CLAIM_FILE_NAME = 'registry';

/**
 * Ties a packages folder to one registry. Collecting deletes what the registry does not refer to, so two registries that were
 * given the same folder would delete each other's packages, even one after the other. Makes the folder when it does not exist;
 * throws `invalid_configuration` when it belongs to another registry.
 */
export async function claimPackages(packagesDir: string, registryId: string): Promise<void> {
  await makePrivateFolder(packagesDir);
  const claimPath = join(packagesDir, CLAIM_FILE_NAME);
  const claim = await readClaim(claimPath);
  if (claim === registryId) return;
  if (claim === undefined) return writeDurably(claimPath, `${registryId}\n`);
  const reason = `${packagesDir} holds the packages of another database; if that one is gone for good, remove the folder`;
  throw new SkeinError('invalid_configuration', { setting: 'SKEIN_DATA', reason });
}

async function readClaim(claimPath: string): Promise<string | undefined> {
  try {
    return (await readFile(claimPath, 'utf8')).trim();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
