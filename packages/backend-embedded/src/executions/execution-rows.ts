import type { ExecutionRecord, Principal, WorkflowRecord } from '@skein/contracts';
import { parseStored } from '../database/parse-stored.ts';
import type { ExecutionRow, WorkflowRow } from '../database/tables.ts';

/** Between the words of the contracts and the rows of the tables. */

export function toWorkflowRow({ roleArn, revisionId, createdAtMs, updatedAtMs, ...workflow }: WorkflowRecord): WorkflowRow {
  const { account, region, name, notation, type, definition } = workflow;
  const times = { created_at_ms: createdAtMs, updated_at_ms: updatedAtMs };
  return { account, region, name, notation, type, definition, role_arn: roleArn, revision_id: revisionId, ...times };
}

export function fromWorkflowRow(row: WorkflowRow): WorkflowRecord {
  return {
    account: row.account,
    region: row.region,
    name: row.name,
    notation: row.notation,
    type: row.type,
    definition: row.definition,
    roleArn: row.role_arn,
    revisionId: row.revision_id,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  };
}

export function toExecutionRow(record: ExecutionRecord): ExecutionRow {
  return {
    id: record.id,
    account: record.account,
    region: record.region,
    workflow_name: record.workflowName,
    name: record.name,
    notation: record.notation,
    definition: record.definition,
    revision_id: record.revisionId,
    role_arn: record.roleArn,
    principal: JSON.stringify(record.principal),
    status: record.status,
    input: record.input,
    output: record.output ?? null,
    error: record.error ?? null,
    cause: record.cause ?? null,
    started_at_ms: record.startedAtMs,
    stopped_at_ms: record.stoppedAtMs ?? null,
  };
}

export function fromExecutionRow(row: ExecutionRow): ExecutionRecord {
  return {
    id: row.id,
    account: row.account,
    region: row.region,
    workflowName: row.workflow_name,
    name: row.name,
    notation: row.notation,
    definition: row.definition,
    revisionId: row.revision_id,
    roleArn: row.role_arn,
    principal: parseStored<Principal>(row.principal),
    status: row.status,
    input: row.input,
    output: row.output ?? undefined,
    error: row.error ?? undefined,
    cause: row.cause ?? undefined,
    startedAtMs: row.started_at_ms,
    stoppedAtMs: row.stopped_at_ms ?? undefined,
  };
}
