import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '../database/open-database.ts';
import { scopeKey } from '../database/scope-key.ts';
import type { KeyRow } from '../database/tables.ts';
import type { KeyJob } from './key-job.ts';
import { toKeyRow } from './key-rows.ts';

/** Makes the changes of the keys, each inside the caller's transaction. Lives in the thread that writes. */
export class KeyTable {
  readonly #put: Statement<[KeyRow]>;
  readonly #remove: Statement<[Pick<KeyRow, 'account' | 'region' | 'id'>]>;

  constructor(database: SqliteDatabase) {
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO keys (account, region, id, name, role, functions, secrets, created_at_ms, rotated_at_ms, expires_at_ms,
                                    revoked_at_ms)
       VALUES (@account, @region, @id, @name, @role, @functions, @secrets, @created_at_ms, @rotated_at_ms, @expires_at_ms,
               @revoked_at_ms)`,
    );
    this.#remove = database.prepare('DELETE FROM keys WHERE account = @account AND region = @region AND id = @id');
  }

  run(job: KeyJob): void {
    if (job.name === 'put-key') this.#put.run(toKeyRow(job.key));
    else this.#remove.run({ ...scopeKey(job.scope), id: job.keyId });
  }
}
