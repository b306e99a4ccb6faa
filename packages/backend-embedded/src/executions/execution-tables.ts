import { SkeinError } from '@skein/contracts';
import type { ExecutionRecord } from '@skein/contracts';
import type { ExecutionCommit, ExecutionOutcome } from '@skein/ports';
import type { SqliteDatabase } from '../database/open-database.ts';
import { scopeKey } from '../database/scope-key.ts';
import type { ExecutionStateRow } from '../database/tables.ts';
import type { ExecutionJob } from './execution-job.ts';
import { toExecutionRow, toWorkflowRow } from './execution-rows.ts';
import { prepareExecutionStatements } from './execution-statements.ts';
import type { ExecutionStatements } from './execution-statements.ts';

/** Makes the changes of workflows and executions, each inside the caller's transaction. Lives in the thread that writes. */
export class ExecutionTables {
  readonly #statements: ExecutionStatements;

  constructor(database: SqliteDatabase) {
    this.#statements = prepareExecutionStatements(database);
  }

  /** Throws the SkeinErrors that `ExecutionWriter` documents. */
  run(job: ExecutionJob): void {
    switch (job.name) {
      case 'create-workflow':
        return expectChange(this.#statements.insertWorkflow.run(toWorkflowRow(job.workflow)), 'workflow_exists', job.workflow.name);
      case 'update-workflow':
        return expectChange(this.#statements.updateWorkflow.run(toWorkflowRow(job.workflow)), 'workflow_not_found', job.workflow.name);
      case 'delete-workflow': {
        const key = { ...scopeKey(job.scope), name: job.workflowName };
        return expectChange(this.#statements.deleteWorkflow.run(key), 'workflow_not_found', job.workflowName);
      }
      case 'take-lease':
        return this.#takeLease(job.epoch);
      case 'create-execution':
        return this.#create(job.record, job.first);
      case 'commit-execution':
        return this.#commit(job.commit);
    }
  }

  #takeLease(epoch: number): void {
    if (this.#statements.takeLease.run({ epoch }).changes === 0) throw new SkeinError('lease_lost', { epoch });
  }

  #create(record: ExecutionRecord, first: ExecutionCommit): void {
    this.#checkLease(first);
    const { changes } = this.#statements.insertExecution.run(toExecutionRow(record));
    if (changes === 0) throw new SkeinError('execution_exists', { executionName: record.name });
    this.#statements.insertState.run(toStateRow(first));
    this.#add(first);
  }

  #commit(commit: ExecutionCommit): void {
    this.#checkLease(commit);
    const { changes } = this.#statements.updateState.run(toStateRow(commit));
    if (changes === 0) throw new SkeinError('execution_changed', { executionId: commit.executionId });
    this.#add(commit);
  }

  #checkLease({ epoch }: ExecutionCommit): void {
    if (this.#statements.findLease.get()?.epoch !== epoch) throw new SkeinError('lease_lost', { epoch });
  }

  #add({ executionId, events, intents, settledTaskIds, outcome }: ExecutionCommit): void {
    const execution_id = executionId;
    for (const { id, event } of events) this.#statements.insertEvent.run({ execution_id, id, event });
    for (const taskId of settledTaskIds) this.#statements.deleteIntent.run({ execution_id, task_id: taskId });
    for (const { taskId, command } of intents) this.#statements.insertIntent.run({ execution_id, task_id: taskId, command });
    if (outcome) this.#end(executionId, outcome);
  }

  #end(executionId: string, { status, output, error, cause, stoppedAtMs }: ExecutionOutcome): void {
    this.#statements.deleteIntents.run({ execution_id: executionId });
    const texts = { output: output ?? null, error: error ?? null, cause: cause ?? null };
    this.#statements.setOutcome.run({ id: executionId, status, ...texts, stopped_at_ms: stoppedAtMs });
  }
}

function toStateRow({ executionId, sequence, state, wakeAtMs, unfinished }: ExecutionCommit): ExecutionStateRow {
  return { execution_id: executionId, sequence: sequence + 1, state, wake_at_ms: wakeAtMs ?? null, unfinished: Number(unfinished) };
}

function expectChange(
  { changes }: { readonly changes: number },
  code: 'workflow_exists' | 'workflow_not_found',
  workflowName: string,
): void {
  if (changes === 0) throw new SkeinError(code, { workflowName });
}
