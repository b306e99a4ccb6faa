import { open } from 'node:fs/promises';
import { SkeinError } from '@skein/contracts';

/** Where the secret of a key is; with neither, none is sent. */
export interface KeyPlace {
  readonly name: string;
  readonly keyFile?: string | undefined;
  readonly keyVariable?: string | undefined;
}

/** Reads an environment variable that holds a secret. */
export type SecretReader = (variable: string) => string | undefined;

const OTHERS = 0o077;
/** What a header can carry. Anything else would come back in the error text of who tries to send it. */
const SECRET = /^[\x21-\x7e]{1,4096}$/;

/**
 * The secret of the key for another Skein, from where the operator says it is. Throws `invalid_configuration`, which names the place and never
 * what is in it.
 */
export async function readProviderKey({ name, keyFile, keyVariable }: KeyPlace, readSecret: SecretReader): Promise<string | undefined> {
  if (keyFile !== undefined) return checkSecret(name, keyFile, await readPrivateFile(name, keyFile));
  if (keyVariable !== undefined) return checkSecret(name, `the environment variable ${keyVariable}`, readSecret(keyVariable) ?? '');
  return undefined;
}

async function readPrivateFile(provider: string, path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { mode } = await file.stat();
    if ((mode & OTHERS) !== 0) throw unusable(provider, `others than its owner can read ${path}; run chmod 600 on it`);
    return await file.readFile('utf8');
  } catch (error) {
    if (error instanceof SkeinError) throw error;
    throw unusable(provider, `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
}

function checkSecret(provider: string, place: string, text: string): string {
  const secret = text.trim();
  if (secret === '') throw unusable(provider, `${place} is empty`);
  if (!SECRET.test(secret)) throw unusable(provider, `${place} holds something else than one secret`);
  return secret;
}

function unusable(provider: string, reason: string): SkeinError {
  return new SkeinError('invalid_configuration', { setting: 'SKEIN_PROVIDERS', reason: `${provider} has no usable key: ${reason}.` });
}
