import path from 'node:path';
import { makeMasterKey, readMasterKey } from '@skein/backend-embedded';
import type { EmbeddedBackend } from '@skein/backend-embedded';
import { SkeinError, keyState } from '@skein/contracts';
import { KeyRing } from '@skein/control-plane';
import { systemClock } from '@skein/ports';
import type { Settings } from './settings.ts';

const MASTER_KEY_FILE_NAME = 'master.key';

/** Opens the keys of a data folder. The file with the master key is made when there is none. Rejects with `invalid_configuration`. */
export async function openKeyRing({ dataDir, scope }: Settings, { keys: store }: EmbeddedBackend): Promise<KeyRing> {
  const file = path.join(dataDir, MASTER_KEY_FILE_NAME);
  const masterKey = (await readMasterKey(file)) ?? (await makeMasterKey(file));
  return await KeyRing.open({ store, masterKey, scope, clock: systemClock });
}

/**
 * Refuses to serve with keys that the master key does not fit: their secrets would be known as they are, and no signature made with
 * them. Throws `invalid_configuration`.
 */
export function requireOwnKeys(ring: KeyRing, { dataDir }: Settings): void {
  const nowMs = systemClock.nowMs();
  const foreign = ring.list().filter((key) => keyState(key, nowMs) === 'active' && !ring.isOwn(key));
  if (foreign.length === 0) return;
  const file = path.join(dataDir, MASTER_KEY_FILE_NAME);
  const ids = foreign.map(({ id }) => id).join(', ');
  const reason = `${file} is not the master key that ${ids} were made with; put it back, or rotate them with \`skein keys rotate --local\`.`;
  throw new SkeinError('invalid_configuration', { setting: 'SKEIN_DATA', reason });
}
