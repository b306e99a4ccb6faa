import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SkeinError } from '@skein/contracts';
import { makePrivateFolder, writeDurably } from './durable-file.ts';
import { isMissing } from './is-missing.ts';

const KEY_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/;
const OTHERS = 0o077;

/**
 * The master key of a data folder: random bytes from which the secrets of keys are derived. Undefined when there is no file. Throws
 * `invalid_configuration` when others than its owner can read it, or when it holds something else.
 */
export async function readMasterKey(path: string): Promise<Buffer | undefined> {
  try {
    await using file = await open(path);
    const { mode } = await file.stat();
    if ((mode & OTHERS) !== 0) throw unusable(path, 'others than its owner can read it: run chmod 600 on it');
    const text = (await file.readFile('utf8')).trim();
    if (!HEX.test(text)) throw unusable(path, 'it holds no master key: put back the one that was there');
    return Buffer.from(text, 'hex');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Makes the file, which only its owner can read, and its folder. */
export async function makeMasterKey(path: string): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES);
  await makePrivateFolder(dirname(path));
  await writeDurably(path, `${key.toString('hex')}\n`);
  return key;
}

function unusable(path: string, reason: string): SkeinError {
  return new SkeinError('invalid_configuration', { setting: 'SKEIN_DATA', reason: `${path} cannot be used: ${reason}.` });
}
