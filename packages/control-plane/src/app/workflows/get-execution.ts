import { SkeinError } from '@skein/contracts';
import type { ExecutionRecord, Principal } from '@skein/contracts';
import { requireReadable } from '../access.ts';
import type { AppContext } from '../context.ts';

/** Rejects with `execution_not_found`, `access_denied`. */
export async function getExecution(
  context: AppContext,
  principal: Principal,
  workflowName: string,
  executionName: string,
): Promise<ExecutionRecord> {
  const execution = await context.workflows.reader.getExecution(context.scope, workflowName, executionName);
  if (execution === undefined) throw new SkeinError('execution_not_found', { workflowName, executionName });
  requireReadable(principal, { id: executionName, name: workflowName, principalId: execution.principal.id });
  return execution;
}
