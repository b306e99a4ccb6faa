import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '../database/open-database.ts';
import type { FunctionRow, RevisionRow, VersionRow } from '../database/tables.ts';

type StateColumns = Pick<RevisionRow, 'id' | 'state' | 'state_reason' | 'last_update_status'>;

export interface FunctionStatements {
  /** Changes nothing when the name is taken. */
  readonly insertFunction: Statement<[FunctionRow]>;
  readonly insertRevision: Statement<[RevisionRow]>;
  /** Makes a version name a revision. */
  readonly putVersion: Statement<[VersionRow]>;
  readonly findVersion: Statement<[Omit<VersionRow, 'revision_id'>], Pick<RevisionRow, 'id' | 'number'>>;
  readonly setState: Statement<[StateColumns]>;
  readonly setTags: Statement<[Omit<FunctionRow, 'created_at_ms'>]>;
  readonly deleteUnnamedRevision: Statement<[Pick<RevisionRow, 'id'>]>;
  readonly deleteVersions: Statement<[FunctionKey]>;
  readonly deleteRevisions: Statement<[FunctionKey]>;
  readonly deleteFunction: Statement<[FunctionKey]>;
}

export type FunctionKey = Pick<FunctionRow, 'account' | 'region' | 'name'>;

/** The statements that change the registry, prepared once by the thread that runs them. It has no query builder, so it starts faster. */
export function prepareFunctionStatements(database: SqliteDatabase): FunctionStatements {
  return {
    insertFunction: database.prepare(
      `INSERT INTO functions (account, region, name, tags, created_at_ms)
       VALUES (@account, @region, @name, @tags, @created_at_ms)
       ON CONFLICT DO NOTHING`,
    ),
    insertRevision: database.prepare(
      `INSERT INTO revisions (id, account, region, function_name, number, settings, package_digest, package_size_bytes,
                              state, state_reason, last_update_status, created_at_ms)
       VALUES (@id, @account, @region, @function_name, @number, @settings, @package_digest, @package_size_bytes,
               @state, @state_reason, @last_update_status, @created_at_ms)`,
    ),
    putVersion: database.prepare(
      `INSERT INTO versions (account, region, function_name, version, revision_id)
       VALUES (@account, @region, @function_name, @version, @revision_id)
       ON CONFLICT DO UPDATE SET revision_id = excluded.revision_id`,
    ),
    findVersion: database.prepare(
      `SELECT revisions.id, revisions.number FROM versions JOIN revisions ON revisions.id = versions.revision_id
       WHERE versions.account = @account AND versions.region = @region
         AND versions.function_name = @function_name AND versions.version = @version`,
    ),
    setState: database.prepare(
      `UPDATE revisions SET state = @state, state_reason = @state_reason, last_update_status = @last_update_status WHERE id = @id`,
    ),
    setTags: database.prepare('UPDATE functions SET tags = @tags WHERE account = @account AND region = @region AND name = @name'),
    deleteUnnamedRevision: database.prepare(
      'DELETE FROM revisions WHERE id = @id AND NOT EXISTS (SELECT 1 FROM versions WHERE revision_id = @id)',
    ),
    deleteVersions: database.prepare('DELETE FROM versions WHERE account = @account AND region = @region AND function_name = @name'),
    deleteRevisions: database.prepare('DELETE FROM revisions WHERE account = @account AND region = @region AND function_name = @name'),
    deleteFunction: database.prepare('DELETE FROM functions WHERE account = @account AND region = @region AND name = @name'),
  };
}
