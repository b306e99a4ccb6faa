import type { ExecutionRecord, Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { getExecution } from './get-execution.ts';

export interface StopInput {
  readonly workflowName: string;
  readonly executionName: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** Ends an execution as aborted, soon; what has ended stays as it is. Gives it as it was found. Rejects with `execution_not_found`, `access_denied`. */
export async function stopExecution(
  context: AppContext,
  principal: Principal,
  { workflowName, executionName, error, cause }: StopInput,
): Promise<ExecutionRecord> {
  const execution = await getExecution(context, principal, workflowName, executionName);
  if (execution.status === 'RUNNING') await context.workflows.host.stop(execution.id, error, cause);
  return execution;
}
