import { z } from 'zod';
import { stopExecution } from '../../../app/workflows/stop-execution.ts';
import { readExecutionArn, seconds } from '../arns.ts';
import { defineOperation } from '../operation.ts';

const shape = z.object({ executionArn: z.string(), error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() });

export const stopExecutionOperation = defineOperation(
  'StopExecution',
  'developer',
  shape,
  async (context, principal, { executionArn, error, cause }) => {
    const execution = await stopExecution(context, principal, { ...readExecutionArn(executionArn, context.scope), error, cause });
    return { stopDate: seconds(execution.stoppedAtMs ?? context.clock.nowMs()) };
  },
);
