import { LATEST } from '@skein/contracts';
import type { FunctionRecord, ResolvedFunction, Scope } from '@skein/contracts';
import type { CodeUsage, FunctionPage, FunctionReader, ListedFunction, NamePage } from '@skein/ports';
import { nameMatches } from '../database/name-matches.ts';
import type { SqliteDatabase } from '../database/open-database.ts';
import { queries, selectAll, selectFirst } from '../database/queries.ts';
import { scopeKey } from '../database/scope-key.ts';
import { fromFunctionRow, fromRevisionRow } from './function-rows.ts';

/** Reads the registry through a connection of its own, which sees everything that was committed. */
export class EmbeddedFunctionReader implements FunctionReader {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async getFunction(scope: Scope, functionName: string): Promise<FunctionRecord | undefined> {
    const query = queries.selectFrom('functions').selectAll();
    const row = selectFirst(
      this.#database,
      query.where((where) => where.and({ ...scopeKey(scope), name: functionName })),
    );
    return row && fromFunctionRow(row);
  }

  async resolve(scope: Scope, functionName: string, qualifier: string): Promise<ResolvedFunction | undefined> {
    const query = queries
      .selectFrom('versions')
      .innerJoin('revisions', 'revisions.id', 'versions.revision_id')
      .selectAll('revisions')
      .where('versions.account', '=', scope.account)
      .where('versions.region', '=', scope.region)
      .where('versions.function_name', '=', functionName)
      .where('versions.version', '=', qualifier);
    const row = selectFirst(this.#database, query);
    return row && { version: qualifier, revision: fromRevisionRow(row) };
  }

  async listFunctions(scope: Scope, page: NamePage): Promise<FunctionPage> {
    // One more than asked for tells whether there is a next page.
    const found = this.#findFunctions(scope, { ...page, limit: page.limit + 1 });
    const functions = found.slice(0, page.limit);
    return { functions, nextAfter: found.length > page.limit ? functions.at(-1)?.record.name : undefined };
  }

  async codeUsage(scope: Scope): Promise<CodeUsage> {
    const functions = queries.selectFrom('functions').select((select) => select.fn.countAll<number>().as('count'));
    const packages = queries
      .selectFrom('revisions')
      .select(['package_digest', 'package_size_bytes'])
      .distinct()
      .where((where) => where.and(scopeKey(scope)));
    const size = queries
      .selectFrom(packages.as('packages'))
      .select((select) => select.fn.sum<number | null>('package_size_bytes').as('bytes'));
    const counted = selectFirst(
      this.#database,
      functions.where((where) => where.and(scopeKey(scope))),
    );
    const summed = selectFirst(this.#database, size);
    return { functionCount: counted?.count ?? 0, codeSizeBytes: summed?.bytes ?? 0 };
  }

  async referencedPackages(): Promise<ReadonlySet<string>> {
    const rows = selectAll(this.#database, queries.selectFrom('revisions').select('package_digest').distinct());
    return new Set(rows.map((row) => row.package_digest));
  }

  #findFunctions(scope: Scope, { after = '', limit, patterns }: NamePage): readonly ListedFunction[] {
    let query = queries
      .selectFrom('functions')
      .innerJoin('versions', (join) =>
        join
          .onRef('versions.account', '=', 'functions.account')
          .onRef('versions.region', '=', 'functions.region')
          .onRef('versions.function_name', '=', 'functions.name')
          .on('versions.version', '=', LATEST),
      )
      .innerJoin('revisions', 'revisions.id', 'versions.revision_id')
      .selectAll('revisions')
      .select(['functions.name', 'functions.tags', 'functions.created_at_ms as function_created_at_ms'])
      .where('functions.account', '=', scope.account)
      .where('functions.region', '=', scope.region)
      .where('functions.name', '>', after);
    if (patterns !== undefined) query = query.where(nameMatches('functions.name', patterns));
    return selectAll(this.#database, query.orderBy('functions.name').limit(limit)).map((row) => ({
      record: fromFunctionRow({ ...row, created_at_ms: row.function_created_at_ms }),
      latest: fromRevisionRow(row),
    }));
  }
}
