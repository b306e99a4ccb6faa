import { SkeinError } from '@skein/contracts';
import type { ExecutionRecord } from '@skein/contracts';
import type { AppContext } from '../context.ts';

/** Rejects with `execution_not_found`. */
export async function getExecution(context: AppContext, workflowName: string, executionName: string): Promise<ExecutionRecord> {
  const execution = await context.workflows.reader.getExecution(context.scope, workflowName, executionName);
  if (execution === undefined) throw new SkeinError('execution_not_found', { workflowName, executionName });
  return execution;
}
