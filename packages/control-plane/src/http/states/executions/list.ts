import { z } from 'zod';
import { getWorkflow } from '../../../app/workflows/get-workflow.ts';
import { readMachineArn } from '../arns.ts';
import { defineOperation } from '../operation.ts';
import { cutPage, pageFields, pageSize, readToken } from '../pages.ts';
import { summary } from './describe.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
const shape = z.object({ ...pageFields, stateMachineArn: z.string(), statusFilter: z.enum(STATUSES).optional() });

export const listExecutions = defineOperation('ListExecutions', 'developer', shape, async (context, principal, request) => {
  const { name } = await getWorkflow(context, principal, readMachineArn(request.stateMachineArn, context.scope));
  const size = pageSize(request.maxResults);
  const before = readToken(request.nextToken);
  const found = await context.workflows.reader.listExecutions(context.scope, name, {
    limit: size + 1,
    ...(request.statusFilter === undefined ? {} : { status: request.statusFilter }),
    ...(before === undefined ? {} : { before }),
  });
  const { entries, token } = cutPage(found, size, ({ id }) => id);
  return { executions: entries.map(summary), ...token };
});
