import { SkeinError } from '@skein/contracts';
import type { Revision } from '@skein/contracts';

/** Refuses a change that was meant for another revision, before any work is done. Throws `revision_mismatch`. */
export function checkRevision(revision: Revision, expectedRevisionId: string | undefined): void {
  if (expectedRevisionId === undefined || expectedRevisionId === revision.id) return;
  throw new SkeinError('revision_mismatch', { functionName: revision.functionName, expected: expectedRevisionId });
}
