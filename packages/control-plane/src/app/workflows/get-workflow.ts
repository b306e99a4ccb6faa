import { SkeinError, requireAccess } from '@skein/contracts';
import type { Principal, WorkflowRecord } from '@skein/contracts';
import type { AppContext } from '../context.ts';

/** Rejects with `workflow_not_found`, `access_denied`. */
export async function getWorkflow(context: AppContext, principal: Principal, name: string): Promise<WorkflowRecord> {
  requireAccess(principal, name);
  const workflow = await context.workflows.reader.getWorkflow(context.scope, name);
  if (workflow === undefined) throw new SkeinError('workflow_not_found', { workflowName: name });
  return workflow;
}
