import { createHash } from 'node:crypto';
import { SkeinError } from '@skein/contracts';
import type { Principal, Revision } from '@skein/contracts';
import type { AppContext } from '../../app/context.ts';
import { getFunction } from '../../app/functions/get-function.ts';

/**
 * The `RevisionId` of a revision. On the real service it changes once more when a new function becomes active, and when an update is
 * complete: until then another id is shown, made from the one that the revision keeps.
 */
export function shownRevisionId({ id, state, lastUpdateStatus }: Revision): string {
  const isBeingMade = state === 'Pending' || lastUpdateStatus === 'InProgress';
  return isBeingMade ? provisionalId(id) : id;
}

/** The id of the revision that a request expects by the `RevisionId` it was shown. Rejects with `revision_mismatch`, `function_not_found`. */
export async function readExpectedRevision(
  context: AppContext,
  principal: Principal,
  functionName: string,
  shownId: string | undefined,
): Promise<string | undefined> {
  if (shownId === undefined) return undefined;
  const { latest } = await getFunction(context, principal, { functionName });
  if (shownRevisionId(latest) !== shownId) throw new SkeinError('revision_mismatch', { functionName, expected: shownId });
  return latest.id;
}

/** A UUID of version 8, whose content is the maker's own (RFC 9562). */
function provisionalId(id: string): string {
  const digest = createHash('sha256').update(`being made: ${id}`).digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
