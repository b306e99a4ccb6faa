import { LATEST, SkeinError } from '@skein/contracts';
import type { FunctionRecord, Revision, Scope } from '@skein/contracts';
import type { RevisionStateChange } from '@skein/ports';
import type { SqliteDatabase } from '../database/open-database.ts';
import { execute, queries, selectFirst } from '../database/queries.ts';
import { scopeKey } from '../database/scope-key.ts';
import { functionKey, selectRevision } from './function-queries.ts';
import { toFunctionRow, toRevisionRow, toStateColumns } from './function-rows.ts';

/** A change of the registry, as it travels to the thread that makes it. */
export type FunctionJob =
  | { readonly name: 'create-function'; readonly record: FunctionRecord; readonly revision: Revision }
  | { readonly name: 'put-latest'; readonly revision: Revision; readonly expectedRevisionId: string | undefined }
  | { readonly name: 'set-revision-state'; readonly revisionId: string; readonly change: RevisionStateChange }
  | {
      readonly name: 'set-tags';
      readonly scope: Scope;
      readonly functionName: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  | { readonly name: 'delete-function'; readonly scope: Scope; readonly functionName: string };

/** Makes the change inside the caller's transaction. Throws the SkeinErrors that `FunctionWriter` documents. */
export function runFunctionJob(database: SqliteDatabase, job: FunctionJob): void {
  switch (job.name) {
    case 'create-function':
      return createFunction(database, job.record, job.revision);
    case 'put-latest':
      return putLatest(database, job.revision, job.expectedRevisionId);
    case 'set-revision-state':
      return setRevisionState(database, job.revisionId, job.change);
    case 'set-tags':
      return setTags(database, job.scope, job.functionName, job.tags);
    case 'delete-function':
      return deleteFunction(database, job.scope, job.functionName);
  }
}

function createFunction(database: SqliteDatabase, record: FunctionRecord, revision: Revision): void {
  const insert = queries
    .insertInto('functions')
    .values(toFunctionRow(record))
    .onConflict((conflict) => conflict.doNothing());
  if (execute(database, insert) === 0) throw new SkeinError('function_exists', { functionName: record.name });
  execute(database, queries.insertInto('revisions').values(toRevisionRow(revision)));
  const version = { ...functionKey(record, record.name), version: LATEST, revision_id: revision.id };
  execute(database, queries.insertInto('versions').values(version));
}

function putLatest(database: SqliteDatabase, revision: Revision, expectedRevisionId: string | undefined): void {
  const { functionName } = revision;
  const latest = selectFirst(database, selectRevision(revision, functionName, LATEST));
  if (latest === undefined) throw new SkeinError('function_not_found', { functionName });
  const hasChanged = expectedRevisionId !== undefined && expectedRevisionId !== latest.id;
  if (hasChanged || revision.number <= latest.number) {
    throw new SkeinError('revision_mismatch', { functionName, expected: expectedRevisionId ?? `number ${revision.number - 1}` });
  }
  execute(database, queries.insertInto('revisions').values(toRevisionRow(revision)));
  const version = { ...functionKey(revision, functionName), version: LATEST };
  execute(
    database,
    queries
      .updateTable('versions')
      .set({ revision_id: revision.id })
      .where((where) => where.and(version)),
  );
  deleteUnlessNamed(database, latest.id);
}

/** A revision that no version names any more cannot be reached; with it goes its hold on its package. */
function deleteUnlessNamed(database: SqliteDatabase, revisionId: string): void {
  const version = queries.selectFrom('versions').select('version').where('revision_id', '=', revisionId);
  if (selectFirst(database, version) === undefined) execute(database, queries.deleteFrom('revisions').where('id', '=', revisionId));
}

function setRevisionState(database: SqliteDatabase, revisionId: string, change: RevisionStateChange): void {
  execute(database, queries.updateTable('revisions').set(toStateColumns(change)).where('id', '=', revisionId));
}

function setTags(database: SqliteDatabase, scope: Scope, functionName: string, tags: Readonly<Record<string, string>>): void {
  const update = queries.updateTable('functions').set({ tags: JSON.stringify(tags) });
  const changed = execute(
    database,
    update.where((where) => where.and({ ...scopeKey(scope), name: functionName })),
  );
  if (changed === 0) throw new SkeinError('function_not_found', { functionName });
}

function deleteFunction(database: SqliteDatabase, scope: Scope, functionName: string): void {
  const key = functionKey(scope, functionName);
  execute(
    database,
    queries.deleteFrom('versions').where((where) => where.and(key)),
  );
  execute(
    database,
    queries.deleteFrom('revisions').where((where) => where.and(key)),
  );
  const deleted = execute(
    database,
    queries.deleteFrom('functions').where((where) => where.and({ ...scopeKey(scope), name: functionName })),
  );
  if (deleted === 0) throw new SkeinError('function_not_found', { functionName });
}
