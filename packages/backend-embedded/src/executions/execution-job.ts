import type { ExecutionRecord, Scope, WorkflowRecord } from '@skein/contracts';
import type { ExecutionCommit } from '@skein/ports';

/** A change of workflows and executions, as it travels to the thread that makes it. */
export type ExecutionJob =
  | { readonly name: 'create-workflow' | 'update-workflow'; readonly workflow: WorkflowRecord }
  | { readonly name: 'delete-workflow'; readonly scope: Scope; readonly workflowName: string }
  | { readonly name: 'take-lease'; readonly epoch: number }
  | { readonly name: 'create-execution'; readonly record: ExecutionRecord; readonly first: ExecutionCommit }
  | { readonly name: 'commit-execution'; readonly commit: ExecutionCommit };

const NAMES: readonly string[] = [
  'create-workflow',
  'update-workflow',
  'delete-workflow',
  'take-lease',
  'create-execution',
  'commit-execution',
] satisfies readonly ExecutionJob['name'][];

export function isExecutionJob(job: { readonly name: string }): job is ExecutionJob {
  return NAMES.includes(job.name);
}
