import { workflowArn } from '@skein/contracts';
import type { V1Routes, WorkflowRecord } from '@skein/contracts';
import type { z } from 'zod';

type Page = z.input<V1Routes['listWorkflows']['answer']['json']>;

/** A workflow as lists in `/v1` show it. */
export function renderSummary(workflow: WorkflowRecord): Page['workflows'][number] {
  const { name, notation, revisionId, createdAtMs, updatedAtMs } = workflow;
  return { name, arn: workflowArn(workflow, name), notation, revisionId, createdAtMs, updatedAtMs };
}

/** A workflow as `/v1` shows it. */
export function renderWorkflow(workflow: WorkflowRecord): z.input<V1Routes['getWorkflow']['answer']['json']> {
  return { ...renderSummary(workflow), definition: workflow.definition };
}
