import type { Scope } from '@skein/contracts';
import type { CompiledQuery } from 'kysely';
import { queries } from '../database/queries.ts';
import { scopeKey } from '../database/scope-key.ts';
import type { RevisionRow } from '../database/tables.ts';

/** The columns that tie a revision or a version to its function. */
export function functionKey(scope: Scope, functionName: string): { account: string; region: string; function_name: string } {
  return { ...scopeKey(scope), function_name: functionName };
}

/** Finds the revision that a version of a function names. */
export function selectRevision(scope: Scope, functionName: string, version: string): { compile(): CompiledQuery<RevisionRow> } {
  return queries
    .selectFrom('versions')
    .innerJoin('revisions', 'revisions.id', 'versions.revision_id')
    .selectAll('revisions')
    .where('versions.account', '=', scope.account)
    .where('versions.region', '=', scope.region)
    .where('versions.function_name', '=', functionName)
    .where('versions.version', '=', version);
}
