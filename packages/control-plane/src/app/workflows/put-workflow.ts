import { INITIAL_REVISION, SkeinError, requireAccess } from '@skein/contracts';
import type { Principal, Scope, WorkflowNotation, WorkflowRecord } from '@skein/contracts';
import { checkWorkflow } from '@skein/workflow-engine';
import type { AppContext } from '../context.ts';
import { getWorkflow } from './get-workflow.ts';

export interface WorkflowInput {
  readonly name: string;
  readonly notation: WorkflowNotation;
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
  checkWorkflow(input.notation, input.definition);
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
    type: 'standard',
    revisionId: INITIAL_REVISION,
  };
  await context.workflows.writer.createWorkflow(workflow);
  return workflow;
}

export interface WorkflowChanges {
  /** Of the new definition. */
  readonly notation?: WorkflowNotation | undefined;
  readonly definition?: string | undefined;
  readonly roleArn?: string | undefined;
}

/** Replaces definition or role; running executions keep theirs. What changes nothing makes no revision. Rejects with `invalid_definition`, `workflow_not_found`. */
export async function updateWorkflow(
  context: AppContext,
  principal: Principal,
  name: string,
  changes: WorkflowChanges,
): Promise<WorkflowRecord> {
  const existing = await getWorkflow(context, principal, name);
  const { notation = existing.notation, definition = existing.definition, roleArn = existing.roleArn } = changes;
  checkWorkflow(notation, definition);
  if (notation === existing.notation && definition === existing.definition && roleArn === existing.roleArn) return existing;
  const workflow = { ...existing, notation, definition, roleArn, updatedAtMs: context.clock.nowMs(), revisionId: context.newId() };
  await context.workflows.writer.updateWorkflow(workflow);
  return workflow;
}

/** Creates a workflow, or replaces the definition of the one that is there. Rejects with `invalid_definition`, `invalid_name`. */
export async function putWorkflow(
  context: AppContext,
  principal: Principal,
  input: Omit<WorkflowInput, 'roleArn'>,
): Promise<WorkflowRecord> {
  requireAccess(principal, input.name);
  const existing = await context.workflows.reader.getWorkflow(context.scope, input.name);
  if (existing === undefined) return await createWorkflow(context, principal, { ...input, roleArn: roleOf(context.scope) });
  return await updateWorkflow(context, principal, input.name, input);
}

/** The Step Functions API wants every machine to have a role; Skein gives it no rights. */
function roleOf({ account }: Scope): string {
  return `arn:aws:iam::${account}:role/skein`;
}

/** What the Step Functions API allows in a name: no white space, brackets, wildcards, signs with a meaning elsewhere, control characters. */
const NAME = /^[^\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/u;

/** Names of workflows and executions are parts of ARNs, and the service refuses what could be misread there. Throws `invalid_name`. */
export function requireName(name: string): void {
  if (!NAME.test(name)) throw new SkeinError('invalid_name', { name });
}
