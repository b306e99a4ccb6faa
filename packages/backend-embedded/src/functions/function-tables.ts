import { LATEST, SkeinError } from '@skein/contracts';
import type { Scope } from '@skein/contracts';
import type { SqliteDatabase } from '../database/open-database.ts';
import type { CreateFunction, DeleteFunction, FunctionJob, PutLatest, SetRevisionState, SetTags } from './function-job.ts';
import { toFunctionRow, toRevisionRow, toStateColumns } from './function-rows.ts';
import { prepareFunctionStatements } from './function-statements.ts';
import type { FunctionKey, FunctionStatements } from './function-statements.ts';

/** Makes the changes of the registry, each inside the caller's transaction. Lives in the thread that writes. */
export class FunctionTables {
  readonly #statements: FunctionStatements;

  constructor(database: SqliteDatabase) {
    this.#statements = prepareFunctionStatements(database);
  }

  /** Throws the SkeinErrors that `FunctionWriter` documents. */
  run(job: FunctionJob): void {
    switch (job.name) {
      case 'create-function':
        return this.#createFunction(job);
      case 'put-latest':
        return this.#putLatest(job);
      case 'set-revision-state':
        return this.#setRevisionState(job);
      case 'set-tags':
        return this.#setTags(job);
      case 'delete-function':
        return this.#deleteFunction(job);
    }
  }

  #createFunction({ record, revision }: CreateFunction): void {
    const { changes } = this.#statements.insertFunction.run(toFunctionRow(record));
    if (changes === 0) throw new SkeinError('function_exists', { functionName: record.name });
    this.#statements.insertRevision.run(toRevisionRow(revision));
    this.#statements.putVersion.run({ ...latestOf(record, record.name), revision_id: revision.id });
  }

  #putLatest({ revision, expectedRevisionId }: PutLatest): void {
    const { functionName } = revision;
    const version = latestOf(revision, functionName);
    const latest = this.#statements.findVersion.get(version);
    if (latest === undefined) throw new SkeinError('function_not_found', { functionName });
    const hasChanged = expectedRevisionId !== undefined && expectedRevisionId !== latest.id;
    if (hasChanged || revision.number <= latest.number) {
      throw new SkeinError('revision_mismatch', { functionName, expected: expectedRevisionId ?? `number ${revision.number - 1}` });
    }
    this.#statements.insertRevision.run(toRevisionRow(revision));
    this.#statements.putVersion.run({ ...version, revision_id: revision.id });
    // A revision that no version names cannot be reached any more; with it goes its hold on its package.
    this.#statements.deleteUnnamedRevision.run({ id: latest.id });
  }

  #setRevisionState({ revisionId, change }: SetRevisionState): void {
    this.#statements.setState.run({ id: revisionId, ...toStateColumns(change) });
  }

  #setTags({ scope, functionName, tags }: SetTags): void {
    const { changes } = this.#statements.setTags.run({ ...keyOf(scope, functionName), tags: JSON.stringify(tags) });
    if (changes === 0) throw new SkeinError('function_not_found', { functionName });
  }

  #deleteFunction({ scope, functionName }: DeleteFunction): void {
    const key = keyOf(scope, functionName);
    this.#statements.deleteVersions.run(key);
    this.#statements.deleteRevisions.run(key);
    const { changes } = this.#statements.deleteFunction.run(key);
    if (changes === 0) throw new SkeinError('function_not_found', { functionName });
  }
}

function keyOf({ account, region }: Scope, name: string): FunctionKey {
  return { account, region, name };
}

function latestOf(
  { account, region }: Scope,
  functionName: string,
): { account: string; region: string; function_name: string; version: string } {
  return { account, region, function_name: functionName, version: LATEST };
}
