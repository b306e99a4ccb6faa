import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { CompiledQuery } from 'kysely';
import type { SqliteDatabase } from './open-database.ts';
import type { Tables } from './tables.ts';

/** Writes SQL text, typed by the tables. It is never connected: the functions below run what it compiles. */
export const queries = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/** All rows a query finds. */
export function selectAll<Row>(database: SqliteDatabase, query: Compilable<Row>): Row[] {
  const { sql, parameters } = query.compile();
  return database.prepare<unknown[], Row>(sql).all(...parameters);
}

/** The rows a query finds, read one by one as they are asked for. The database can do nothing else meanwhile. */
export function selectEach<Row>(database: SqliteDatabase, query: Compilable<Row>): IterableIterator<Row> {
  const { sql, parameters } = query.compile();
  return database.prepare<unknown[], Row>(sql).iterate(...parameters);
}

/** The first row a query finds. */
export function selectFirst<Row>(database: SqliteDatabase, query: Compilable<Row>): Row | undefined {
  const { sql, parameters } = query.compile();
  return database.prepare<unknown[], Row>(sql).get(...parameters);
}
