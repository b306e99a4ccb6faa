import type { ExecutionRecord, Scope, WorkflowRecord } from '@skein/contracts';
import type { ExecutionCommit, ExecutionWriter } from '@skein/ports';
import type { Writer } from '../database/writer.ts';

/** Changes workflows and executions through the thread that writes the registry: steps of many executions share one flush. */
export class EmbeddedExecutionWriter implements ExecutionWriter {
  readonly #writer: Writer;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  createWorkflow(workflow: WorkflowRecord): Promise<void> {
    return this.#writer.submit({ name: 'create-workflow', workflow });
  }

  updateWorkflow(workflow: WorkflowRecord): Promise<void> {
    return this.#writer.submit({ name: 'update-workflow', workflow });
  }

  deleteWorkflow(scope: Scope, workflowName: string): Promise<void> {
    return this.#writer.submit({ name: 'delete-workflow', scope, workflowName });
  }

  takeLease(epoch: number): Promise<void> {
    return this.#writer.submit({ name: 'take-lease', epoch });
  }

  createExecution(record: ExecutionRecord, first: ExecutionCommit): Promise<void> {
    return this.#writer.submit({ name: 'create-execution', record, first });
  }

  commitExecution(commit: ExecutionCommit): Promise<void> {
    return this.#writer.submit({ name: 'commit-execution', commit });
  }
}
