import { SkeinError } from '@skein/contracts';
import type { WorkflowRecord } from '@skein/contracts';
import type { AppContext } from '../context.ts';

/** Rejects with `workflow_not_found`. */
export async function getWorkflow(context: AppContext, name: string): Promise<WorkflowRecord> {
  const workflow = await context.workflows.reader.getWorkflow(context.scope, name);
  if (workflow === undefined) throw new SkeinError('workflow_not_found', { workflowName: name });
  return workflow;
}
