import { SkeinError } from '@skein/contracts';
import type { FunctionSettings, PackageReference, Revision } from '@skein/contracts';
import type { AppContext } from '../context.ts';

export interface RevisionContent {
  readonly settings: FunctionSettings;
  readonly package: PackageReference;
}

/**
 * Makes a changed revision the function's `$LATEST`. It is made ready first, so that calls go to the old one until the new one can
 * take them; nothing of the change is left to be done afterwards. Rejects with `revision_mismatch` when the caller expected another revision, `function_not_ready` when somebody else
 * changed the function meanwhile, `function_not_found` when it was deleted.
 */
export async function putRevision(
  context: AppContext,
  before: Revision,
  content: RevisionContent,
  expectedRevisionId: string | undefined,
): Promise<Revision> {
  const revision: Revision = {
    ...context.scope,
    ...content,
    id: context.newId(),
    functionName: before.functionName,
    number: before.number + 1,
    createdAtMs: context.clock.nowMs(),
    state: 'Active',
    lastUpdateStatus: 'Successful',
  };
  try {
    await context.host.prepare(revision);
    await context.functionWriter.putLatest(revision, expectedRevisionId);
  } catch (error) {
    context.host.retire(revision.id);
    throw expectedRevisionId === undefined ? asConflict(error) : error;
  }
  context.resolver.forget(before.functionName);
  context.host.retire(before.id);
  context.collectPackages();
  return revision;
}

/** Who expected no particular revision has lost against another change, not against a condition of their own. */
function asConflict(error: unknown): unknown {
  if (!(error instanceof SkeinError) || error.code !== 'revision_mismatch') return error;
  const { functionName = '' } = error.details;
  return new SkeinError('function_not_ready', { functionName, state: 'InProgress' }, { cause: error });
}
