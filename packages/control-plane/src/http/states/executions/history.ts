import { z } from 'zod';
import { getExecution } from '../../../app/workflows/get-execution.ts';
import { readExecutionArn, seconds } from '../arns.ts';
import { defineOperation } from '../operation.ts';
import { cutPage, pageFields, pageSize, readToken } from '../pages.ts';

const shape = z.object({ ...pageFields, executionArn: z.string(), reverseOrder: z.boolean().optional() });

/** An event as the engine has written it. */
interface KeptEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestampMs: number;
  readonly type: string;
  readonly detailsName?: string;
  readonly details?: object;
}

export const getExecutionHistory = defineOperation('GetExecutionHistory', 'invoker', shape, async (context, principal, request) => {
  const { workflowName, executionName } = readExecutionArn(request.executionArn, context.scope);
  const { id } = await getExecution(context, principal, workflowName, executionName);
  const size = pageSize(request.maxResults);
  const after = readToken(request.nextToken);
  const found = await context.workflows.reader.listEvents(id, {
    limit: size + 1,
    reverse: request.reverseOrder ?? false,
    ...(after === undefined ? {} : { after: Number(after) }),
  });
  const { entries, token } = cutPage(found, size, (event) => String(event.id));
  return { events: entries.map(({ event }) => present(JSON.parse(event) as KeptEvent)), ...token };
});

function present({ id, previousEventId, timestampMs, type, detailsName, details }: KeptEvent): object {
  return { timestamp: seconds(timestampMs), type, id, previousEventId, ...(detailsName === undefined ? {} : { [detailsName]: details }) };
}
