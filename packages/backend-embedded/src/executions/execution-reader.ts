import type { ExecutionRecord, Scope, WorkflowRecord } from '@skein/contracts';
import type { ExecutionPage, ExecutionReader, LoadedExecution, NamePage, StoredEvent } from '@skein/ports';
import { nameMatches } from '../database/name-matches.ts';
import type { SqliteDatabase } from '../database/open-database.ts';
import { queries, selectAll, selectFirst } from '../database/queries.ts';
import { scopeKey } from '../database/scope-key.ts';
import { fromExecutionRow, fromWorkflowRow } from './execution-rows.ts';

/** Reads workflows and executions through a connection of its own, which sees everything that was committed. */
export class EmbeddedExecutionReader implements ExecutionReader {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async getWorkflow(scope: Scope, name: string): Promise<WorkflowRecord | undefined> {
    const query = queries.selectFrom('workflows').selectAll();
    const row = selectFirst(
      this.#database,
      query.where((where) => where.and({ ...scopeKey(scope), name })),
    );
    return row && fromWorkflowRow(row);
  }

  async listWorkflows(scope: Scope, page: NamePage): Promise<readonly WorkflowRecord[]> {
    let query = queries
      .selectFrom('workflows')
      .selectAll()
      .where((where) => where.and(scopeKey(scope)))
      .where('name', '>', page.after ?? '');
    if (page.patterns !== undefined) query = query.where(nameMatches('name', page.patterns));
    return selectAll(this.#database, query.orderBy('name').limit(page.limit)).map(fromWorkflowRow);
  }

  async getExecution(scope: Scope, workflowName: string, name: string): Promise<ExecutionRecord | undefined> {
    const query = queries.selectFrom('executions').selectAll();
    const row = selectFirst(
      this.#database,
      query.where((where) => where.and({ ...scopeKey(scope), workflow_name: workflowName, name })),
    );
    return row && fromExecutionRow(row);
  }

  async listExecutions(scope: Scope, workflowName: string, { status, before, limit }: ExecutionPage): Promise<readonly ExecutionRecord[]> {
    let query = queries
      .selectFrom('executions')
      .selectAll()
      .where((where) => where.and({ ...scopeKey(scope), workflow_name: workflowName }));
    if (status !== undefined) query = query.where('status', '=', status);
    if (before !== undefined) query = query.where('id', '<', before);
    return selectAll(this.#database, query.orderBy('id', 'desc').limit(limit)).map(fromExecutionRow);
  }

  async listEvents(
    executionId: string,
    { after, limit, reverse = false }: { readonly after?: number; readonly limit: number; readonly reverse?: boolean },
  ): Promise<readonly StoredEvent[]> {
    let query = queries.selectFrom('execution_events').select(['id', 'event']).where('execution_id', '=', executionId);
    if (after !== undefined) query = query.where('id', reverse ? '<' : '>', after);
    return selectAll(this.#database, query.orderBy('id', reverse ? 'desc' : 'asc').limit(limit));
  }

  async load(executionId: string): Promise<LoadedExecution | undefined> {
    // One transaction: the state and what is under way belong to the same step.
    return this.#database.transaction(() => this.#load(executionId))();
  }

  #load(executionId: string): LoadedExecution | undefined {
    const record = selectFirst(this.#database, queries.selectFrom('executions').selectAll().where('id', '=', executionId));
    const stored = selectFirst(this.#database, queries.selectFrom('execution_states').selectAll().where('execution_id', '=', executionId));
    if (record === undefined || stored === undefined) return undefined;
    const intents = queries.selectFrom('execution_intents').select(['task_id', 'command']).where('execution_id', '=', executionId);
    return {
      record: fromExecutionRow(record),
      state: stored.state,
      sequence: stored.sequence,
      intents: selectAll(this.#database, intents.orderBy('task_id')).map((row) => ({ taskId: row.task_id, command: row.command })),
      wakeAtMs: stored.wake_at_ms ?? undefined,
      unfinished: stored.unfinished !== 0,
    };
  }

  async listRunning(): Promise<readonly string[]> {
    const query = queries.selectFrom('executions').select('id').where('status', '=', 'RUNNING').orderBy('id');
    return selectAll(this.#database, query).map(({ id }) => id);
  }

  async leaseEpoch(): Promise<number> {
    return selectFirst(this.#database, queries.selectFrom('execution_lease').select('epoch'))?.epoch ?? 0;
  }
}
