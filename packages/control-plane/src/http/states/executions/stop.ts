import { z } from 'zod';
import { getExecution } from '../../../app/workflows/get-execution.ts';
import { readExecutionArn, seconds } from '../arns.ts';
import { defineOperation } from '../operation.ts';

const shape = z.object({ executionArn: z.string(), error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() });

export const stopExecution = defineOperation(
  'StopExecution',
  'developer',
  shape,
  async (context, principal, { executionArn, error, cause }) => {
    const { workflowName, executionName } = readExecutionArn(executionArn, context.scope);
    const execution = await getExecution(context, principal, workflowName, executionName);
    if (execution.status === 'RUNNING') await context.workflows.host.stop(execution.id, error, cause);
    return { stopDate: seconds(execution.stoppedAtMs ?? context.clock.nowMs()) };
  },
);
