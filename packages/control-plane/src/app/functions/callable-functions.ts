import { CALLS_TAG, requireAccess } from '@skein/contracts';
import type { Principal } from '@skein/contracts';

/** Patterns of the names of the functions that a function with these tags may call. */
export function callablePatterns(tags: Readonly<Record<string, string>>): readonly string[] {
  return tags[CALLS_TAG]?.split(/\s+/).filter((pattern) => pattern !== '') ?? [];
}

/**
 * Nobody reaches through a function of his what he may not touch himself. Throws `access_denied`. A pattern that a principal's pattern
 * matches letter by letter, its `*` as a character, stands only for names that this one matches too.
 */
export function requireCallable(principal: Principal, tags: Readonly<Record<string, string>>): void {
  for (const pattern of callablePatterns(tags)) requireAccess(principal, pattern);
}
