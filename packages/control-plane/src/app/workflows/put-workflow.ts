import { SkeinError, requireAccess } from '@skein/contracts';
import type { Principal, WorkflowRecord } from '@skein/contracts';
import { parseDefinition } from '@skein/workflow-engine';
import type { AppContext } from '../context.ts';
import { getWorkflow } from './get-workflow.ts';

export interface WorkflowInput {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
}

/**
 * Creates a workflow. Doing it again with the same definition and role gives what is there. Rejects with `invalid_definition`,
 * `invalid_name`, `workflow_exists`, `access_denied`.
 */
export async function createWorkflow(context: AppContext, principal: Principal, input: WorkflowInput): Promise<WorkflowRecord> {
  requireName(input.name);
  requireAccess(principal, input.name);
  parseDefinition(input.definition);
  const existing = await context.workflows.reader.getWorkflow(context.scope, input.name);
  if (existing !== undefined) {
    if (existing.definition === input.definition && existing.roleArn === input.roleArn) return existing;
    throw new SkeinError('workflow_exists', { workflowName: input.name });
  }
  const nowMs = context.clock.nowMs();
  const times = { createdAtMs: nowMs, updatedAtMs: nowMs };
  const workflow: WorkflowRecord = {
    ...context.scope,
    ...input,
    ...times,
    notation: 'states',
    type: 'standard',
    revisionId: context.newId(),
  };
  await context.workflows.writer.createWorkflow(workflow);
  return workflow;
}

/** Replaces definition or role; running executions keep theirs. Rejects with `invalid_definition`, `workflow_not_found`. */
export async function updateWorkflow(
  context: AppContext,
  principal: Principal,
  name: string,
  changes: { readonly definition?: string | undefined; readonly roleArn?: string | undefined },
): Promise<WorkflowRecord> {
  const existing = await getWorkflow(context, principal, name);
  const { definition = existing.definition, roleArn = existing.roleArn } = changes;
  parseDefinition(definition);
  const workflow = { ...existing, definition, roleArn, updatedAtMs: context.clock.nowMs(), revisionId: context.newId() };
  await context.workflows.writer.updateWorkflow(workflow);
  return workflow;
}

/** Names of workflows and executions are parts of ARNs, and the service refuses what could be misread there. Throws `invalid_name`. */
export function requireName(name: string): void {
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) throw new SkeinError('invalid_name', { name });
}
