import type { Statement } from 'better-sqlite3';
import type { SqliteDatabase } from '../database/open-database.ts';
import type { ExecutionEventRow, ExecutionIntentRow, ExecutionRow, ExecutionStateRow, WorkflowRow } from '../database/tables.ts';

type OutcomeColumns = Pick<ExecutionRow, 'id' | 'status' | 'output' | 'error' | 'cause' | 'stopped_at_ms'>;

export interface ExecutionStatements {
  /** Changes nothing when the name is taken. */
  readonly insertWorkflow: Statement<[WorkflowRow]>;
  readonly updateWorkflow: Statement<[WorkflowRow]>;
  readonly deleteWorkflow: Statement<[Pick<WorkflowRow, 'account' | 'region' | 'name'>]>;
  /** Changes nothing unless the epoch is the one after the last. */
  readonly takeLease: Statement<[{ readonly epoch: number }]>;
  readonly findLease: Statement<[], { readonly epoch: number }>;
  /** Changes nothing when the name is taken. */
  readonly insertExecution: Statement<[ExecutionRow]>;
  readonly insertState: Statement<[ExecutionStateRow]>;
  /** Changes nothing unless the sequence is the one that follows. */
  readonly updateState: Statement<[ExecutionStateRow]>;
  readonly insertEvent: Statement<[ExecutionEventRow]>;
  readonly insertIntent: Statement<[ExecutionIntentRow]>;
  readonly deleteIntent: Statement<[Omit<ExecutionIntentRow, 'command'>]>;
  readonly deleteIntents: Statement<[Pick<ExecutionIntentRow, 'execution_id'>]>;
  readonly setOutcome: Statement<[OutcomeColumns]>;
}

/** The statements that change workflows and executions, prepared once by the thread that runs them. */
export function prepareExecutionStatements(database: SqliteDatabase): ExecutionStatements {
  return {
    insertWorkflow: database.prepare(
      `INSERT INTO workflows (account, region, name, notation, type, definition, role_arn, revision_id, created_at_ms, updated_at_ms)
       VALUES (@account, @region, @name, @notation, @type, @definition, @role_arn, @revision_id, @created_at_ms, @updated_at_ms)
       ON CONFLICT DO NOTHING`,
    ),
    updateWorkflow: database.prepare(
      `UPDATE workflows SET notation = @notation, type = @type, definition = @definition, role_arn = @role_arn, revision_id = @revision_id,
                            created_at_ms = @created_at_ms, updated_at_ms = @updated_at_ms
       WHERE account = @account AND region = @region AND name = @name`,
    ),
    deleteWorkflow: database.prepare('DELETE FROM workflows WHERE account = @account AND region = @region AND name = @name'),
    takeLease: database.prepare('UPDATE execution_lease SET epoch = @epoch WHERE epoch = @epoch - 1'),
    findLease: database.prepare('SELECT epoch FROM execution_lease'),
    insertExecution: database.prepare(
      `INSERT INTO executions (id, account, region, workflow_name, name, notation, definition, revision_id, role_arn, principal, status, input,
                               output, error, cause, started_at_ms, stopped_at_ms)
       VALUES (@id, @account, @region, @workflow_name, @name, @notation, @definition, @revision_id, @role_arn, @principal, @status, @input,
               @output, @error, @cause, @started_at_ms, @stopped_at_ms)
       ON CONFLICT DO NOTHING`,
    ),
    insertState: database.prepare(
      `INSERT INTO execution_states (execution_id, sequence, state, wake_at_ms, unfinished)
       VALUES (@execution_id, @sequence, @state, @wake_at_ms, @unfinished)`,
    ),
    updateState: database.prepare(
      `UPDATE execution_states SET sequence = @sequence, state = @state, wake_at_ms = @wake_at_ms, unfinished = @unfinished
       WHERE execution_id = @execution_id AND sequence = @sequence - 1`,
    ),
    insertEvent: database.prepare('INSERT INTO execution_events (execution_id, id, event) VALUES (@execution_id, @id, @event)'),
    insertIntent: database.prepare(
      'INSERT INTO execution_intents (execution_id, task_id, command) VALUES (@execution_id, @task_id, @command)',
    ),
    deleteIntent: database.prepare('DELETE FROM execution_intents WHERE execution_id = @execution_id AND task_id = @task_id'),
    deleteIntents: database.prepare('DELETE FROM execution_intents WHERE execution_id = @execution_id'),
    setOutcome: database.prepare(
      `UPDATE executions SET status = @status, output = @output, error = @error, cause = @cause, stopped_at_ms = @stopped_at_ms
       WHERE id = @id`,
    ),
  };
}
