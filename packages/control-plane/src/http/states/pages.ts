import { NEXT_TOKEN_MAX_LENGTH, STATES_PAGE_MAX, SkeinError } from '@skein/contracts';
import { z } from 'zod';

/** The fields of every operation that lists something. */
export const pageFields = {
  maxResults: z.number().int().min(0).max(STATES_PAGE_MAX).optional(),
  nextToken: z.string().max(NEXT_TOKEN_MAX_LENGTH).optional(),
};

/** How many entries a page has: nothing and zero stand for 100, as in the service. */
export function pageSize(maxResults: number | undefined): number {
  return maxResults === undefined || maxResults === 0 ? 100 : maxResults;
}

/** One page of what was found, and the token that leads to the next. One entry more than the page must have been asked for. */
export function cutPage<T>(
  found: readonly T[],
  size: number,
  keyOf: (entry: T) => string,
): { readonly entries: readonly T[]; readonly token: { readonly nextToken?: string } } {
  const entries = found.slice(0, size);
  const last = entries.at(-1);
  if (found.length <= size || last === undefined) return { entries, token: {} };
  return { entries, token: { nextToken: tokenOf(keyOf(last)) } };
}

function tokenOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** The key after which a page goes on. Throws `invalid_token`. */
export function readToken(nextToken: string | undefined): string | undefined {
  if (nextToken === undefined) return undefined;
  const key = Buffer.from(nextToken, 'base64url').toString();
  if (key === '' || /[\s:/]/.test(key) || tokenOf(key) !== nextToken) throw new SkeinError('invalid_token', { reason: 'Invalid token' });
  return key;
}
