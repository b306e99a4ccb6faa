import type { KeyRecord } from '@skein/contracts';
import type { AppContext } from '../context.ts';

/** What the use cases of keys work with: a server's context, or less when there is no server. */
export type KeyContext = Pick<AppContext, 'keys' | 'scope' | 'clock' | 'logger'>;

/** A key with a secret that its owner sees this once. */
export interface IssuedKey {
  readonly key: KeyRecord;
  readonly secret: string;
}
