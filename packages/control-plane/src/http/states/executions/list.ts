import { z } from 'zod';
import { getWorkflow } from '../../../app/workflows/get-workflow.ts';
import { readMachineArn } from '../arns.ts';
import { defineOperation } from '../operation.ts';
import { cutPage, pageFields, pageSize, readToken } from '../pages.ts';
import { summary } from './describe.ts';

/** In the order in which the service lists them. No execution is ever in PENDING_REDRIVE here. */
const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const;
const shape = z.object({ ...pageFields, stateMachineArn: z.string(), statusFilter: z.enum(STATUSES).optional() });

export const listExecutions = defineOperation('ListExecutions', 'developer', shape, async (context, principal, request) => {
  const { name } = await getWorkflow(context, principal, readMachineArn(request.stateMachineArn, context.scope));
  const { statusFilter } = request;
  if (statusFilter === 'PENDING_REDRIVE') return { executions: [] };
  const size = pageSize(request.maxResults);
  const before = readToken(request.nextToken);
  const found = await context.workflows.reader.listExecutions(context.scope, name, {
    limit: size + 1,
    ...(statusFilter === undefined ? {} : { status: statusFilter }),
    ...(before === undefined ? {} : { before }),
  });
  const { entries, token } = cutPage(found, size, ({ id }) => id);
  return { executions: entries.map(summary), ...token };
});
