import type { RunRecord } from '@skein/contracts';
import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '../database/open-database.ts';
import type { RunJob } from './run-job.ts';

/** What `changeRun` may no longer touch. */
const ENDED: ReadonlySet<string> = new Set<RunRecord['status']>(['completed', 'failed']);

interface RunRow {
  readonly id: string;
  readonly status: string;
  readonly run: string;
}

/** Makes the changes of the lab's database, each inside the caller's transaction. Lives in the thread that writes. */
export class RunTables {
  readonly #insertRun: Statement<[RunRow]>;
  readonly #selectRun: Statement<[string], RunRow>;
  readonly #updateRun: Statement<[RunRow]>;
  readonly #insertTrial: Statement<[{ readonly runId: string; readonly key: string; readonly trial: string }]>;

  readonly #setUsage: Statement<[{ readonly runId: string; readonly key: string; readonly usage: string }]>;

  constructor(database: SqliteDatabase) {
    this.#insertRun = database.prepare('INSERT INTO runs (id, status, run) VALUES (@id, @status, @run)');
    this.#selectRun = database.prepare('SELECT * FROM runs WHERE id = ?');
    this.#updateRun = database.prepare('UPDATE runs SET status = @status, run = @run WHERE id = @id');
    this.#insertTrial = database.prepare(
      `INSERT INTO trials (run_id, sequence, key, trial)
       SELECT @runId, coalesce(max(sequence), 0) + 1, @key, @trial FROM trials WHERE run_id = @runId
       ON CONFLICT (run_id, key) DO NOTHING`,
    );
    this.#setUsage = database.prepare(
      "UPDATE trials SET trial = json_set(trial, '$.usage', json(@usage)) WHERE run_id = @runId AND key = @key",
    );
  }

  run(job: RunJob): void {
    switch (job.name) {
      case 'add-run':
        return void this.#insertRun.run(toRow(job.run));
      case 'change-run':
        return this.#change(job);
      case 'add-trial':
        return void this.#insertTrial.run({ runId: job.trial.runId, key: job.trial.key, trial: JSON.stringify(job.trial) });
      case 'set-trial-usage':
        return void this.#setUsage.run({ runId: job.runId, key: job.key, usage: JSON.stringify(job.usage) });
    }
  }

  #change({ runId, change }: RunJob & { readonly name: 'change-run' }): void {
    const row = this.#selectRun.get(runId);
    if (row === undefined || ENDED.has(row.status)) return;
    this.#updateRun.run(toRow({ ...(JSON.parse(row.run) as RunRecord), ...change }));
  }
}

function toRow(run: RunRecord): RunRow {
  return { id: run.id, status: run.status, run: JSON.stringify(run) };
}
