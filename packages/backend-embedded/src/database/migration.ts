/** One numbered change of a database's schema. Once released it is never edited: a later change is a new migration. */
export interface Migration {
  /** Counts up from 1 without gaps. */
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}
