import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';

/** A condition: the column matches one of the patterns. They have no other special character than `*`, which means the same to GLOB. */
export function nameMatches(column: string, patterns: readonly string[]): RawBuilder<SqlBool> {
  if (patterns.length === 0) return sql<SqlBool>`FALSE`;
  const conditions = patterns.map((pattern) => sql`${sql.ref(column)} GLOB ${pattern}`);
  return sql<SqlBool>`(${sql.join(conditions, sql` OR `)})`;
}
