import { requireRole } from '@skein/contracts';
import type { KeyRecord, Principal } from '@skein/contracts';
import type { KeyContext } from './key-context.ts';

export interface ListKeysInput {
  /** Id after which the page starts. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface KeyPage {
  readonly keys: readonly KeyRecord[];
  readonly nextAfter: string | undefined;
}

/** Keys in order of their making, a page at a time. Throws `access_denied`, and `key_not_found` when the page starts after none. */
export function listKeys({ keys }: KeyContext, principal: Principal, { after, limit }: ListKeysInput): KeyPage {
  requireRole(principal, 'admin', 'listKeys');
  const all = keys.list();
  const start = after === undefined ? 0 : all.indexOf(keys.get(after)) + 1;
  const page = all.slice(start, start + limit);
  return { keys: page, nextAfter: start + limit < all.length ? page.at(-1)?.id : undefined };
}
