import { EXECUTION_PAYLOAD_MAX_BYTES, JSON_DEPTH_MAX, SkeinError, isNestedTooDeep } from '@skein/contracts';
import type { ExecutionRecord, Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { getWorkflow } from './get-workflow.ts';
import { requireName } from './put-workflow.ts';

export interface StartInput {
  readonly workflowName: string;
  /** Missing: a new name is made. */
  readonly name: string | undefined;
  readonly input: string;
}

/**
 * Begins an execution. The same name and input again, while it runs, gives the one that runs. Rejects with `workflow_not_found`,
 * `invalid_name`, `invalid_execution_input`, `execution_exists`, `access_denied`.
 */
export async function startExecution(
  context: AppContext,
  principal: Principal,
  { workflowName, name, input }: StartInput,
): Promise<ExecutionRecord> {
  const workflow = await getWorkflow(context, principal, workflowName);
  const id = context.newId();
  const executionName = name ?? id;
  requireName(executionName);
  checkInput(input);
  const existing = await context.workflows.reader.getExecution(context.scope, workflowName, executionName);
  if (existing?.status === 'RUNNING' && existing.input === input) return existing;
  if (existing !== undefined) throw new SkeinError('execution_exists', { executionName, workflowName });
  const { notation, definition, revisionId, roleArn } = workflow;
  const record: ExecutionRecord = {
    ...context.scope,
    id,
    workflowName,
    name: executionName,
    notation,
    definition,
    revisionId,
    roleArn,
    principal,
    status: 'RUNNING',
    input,
    output: undefined,
    error: undefined,
    cause: undefined,
    startedAtMs: context.clock.nowMs(),
    stoppedAtMs: undefined,
  };
  await context.workflows.host.start(record);
  return record;
}

function checkInput(input: string): void {
  if (Buffer.byteLength(input) > EXECUTION_PAYLOAD_MAX_BYTES) {
    throw new SkeinError('invalid_execution_input', { reason: `The input is larger than ${EXECUTION_PAYLOAD_MAX_BYTES} bytes` });
  }
  if (isNestedTooDeep(Buffer.from(input))) {
    throw new SkeinError('invalid_execution_input', { reason: `The input is nested deeper than ${JSON_DEPTH_MAX} levels` });
  }
  try {
    JSON.parse(input);
  } catch (failure) {
    throw new SkeinError('invalid_execution_input', { reason: (failure as Error).message }, { cause: failure });
  }
}
