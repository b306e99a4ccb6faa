import { z } from 'zod';
import { STATES_PAGE_MAX } from '../limits.ts';
import { EXECUTION_STATUSES, GRAPH_NODE_TYPES, WORKFLOW_NOTATIONS } from '../workflow.ts';

/** Shapes of the documents of `/v1/workflows`. */

const text = z.string();
const atMs = z.int().describe('Milliseconds since the epoch');
const limit = z.coerce.number().int().min(1).max(STATES_PAGE_MAX).default(100);
const workflow = text.min(1).describe('Name of the workflow');
const nextAfter = text.nullable().describe('Ask for the next page with `after`; null at the end');

export const workflowName = z.strictObject({ name: workflow });

export const executionName = z.strictObject({ name: workflow, execution: text.min(1).describe('Name of the execution') });

export const workflowChange = z.strictObject({
  notation: z.enum(WORKFLOW_NOTATIONS).describe('`states`: Amazon States Language as JSON; `flow`: the flow notation as YAML or JSON'),
  definition: text,
});

const workflowSummary = z.strictObject({
  name: text,
  arn: text,
  notation: z.enum(WORKFLOW_NOTATIONS),
  revisionId: text,
  createdAtMs: atMs,
  updatedAtMs: atMs,
});

export const workflowShown = workflowSummary.extend({ definition: text });

export const workflowPage = z.strictObject({ workflows: z.array(workflowSummary), nextAfter });

export const workflowPageQuery = z.strictObject({ after: text.optional().describe('Name after which the page starts'), limit });

export const newExecution = z.strictObject({
  name: text.optional().describe('A new name is made when it is left out'),
  input: text.default('{}').describe('JSON text, kept byte for byte'),
});

export const executionShown = z.strictObject({
  name: text,
  workflow: text,
  arn: text,
  status: z.enum(EXECUTION_STATUSES),
  input: text.describe('JSON text'),
  output: text.nullable().describe('JSON text; null unless it succeeded'),
  error: text.nullable(),
  cause: text.nullable(),
  revisionId: text.describe('Of the definition it was started with'),
  startedAtMs: atMs,
  stoppedAtMs: atMs.nullable(),
});

export const executionPage = z.strictObject({ executions: z.array(executionShown), nextAfter });

export const executionQuery = z.strictObject({
  status: z.enum(EXECUTION_STATUSES).optional(),
  after: text.optional().describe('What `nextAfter` of the page before said'),
  limit,
});

export const executionStop = z.strictObject({ error: text.max(256).optional(), cause: text.max(32_768).optional() });

export const eventsQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0).describe('Number of the event after which the page starts'),
  limit,
});

export const executionEvents = z.strictObject({
  events: z.array(
    z.strictObject({
      id: z.int(),
      previousEventId: z.int(),
      type: text.describe("As Step Functions calls it; `NodeSkipped` is the flow notation's own"),
      atMs,
      details: z.record(text, z.unknown()).nullable(),
    }),
  ),
});

export const executionGraph = z.strictObject({
  nodes: z.array(
    z.strictObject({
      name: text,
      type: z.enum(GRAPH_NODE_TYPES),
      parent: text.nullable().describe('The Parallel or Map that this is a part of'),
      branch: z.int().describe('Which branch of the parent, from 0'),
      next: z.array(z.strictObject({ to: text, kind: z.enum(['next', 'choice', 'catch']) })),
    }),
  ),
});
