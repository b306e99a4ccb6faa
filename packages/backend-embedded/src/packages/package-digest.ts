import { webcrypto } from 'node:crypto';

/** SHA-256 of a package in lower-case hex. Calculated on another thread: a large package would stop the event loop. */
export async function packageDigest(zip: Buffer): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', zip)).toString('hex');
}
