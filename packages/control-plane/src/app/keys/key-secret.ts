import { createHmac, hash, randomBytes } from 'node:crypto';

const ID_PREFIX = 'SKEIN';
const ID_RANDOM_LENGTH = 15;
/** 32 of them, so that five bits of a random byte choose one without preference. */
const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A new id for a key, in the form of AWS's access key ids. */
export function newKeyId(): string {
  return ID_PREFIX + Array.from(randomBytes(ID_RANDOM_LENGTH), (byte) => ID_CHARACTERS[byte % ID_CHARACTERS.length]).join('');
}

/** The secret of a key: the same for the same master key, id and number, and not to be found without the master key. */
export function deriveSecret(masterKey: Buffer, keyId: string, number: number): string {
  return `skein_${createHmac('sha256', masterKey).update(`secret ${number} of key ${keyId}`).digest('base64url')}`;
}

/** What is kept of a secret. It has 256 random bits, so it needs no salt and no slow hash. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}
