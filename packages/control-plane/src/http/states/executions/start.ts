import { STATE_NAME_MAX_LENGTH, executionArn } from '@skein/contracts';
import { z } from 'zod';
import { startExecution } from '../../../app/workflows/start-execution.ts';
import { readMachineArn, seconds } from '../arns.ts';
import { defineOperation } from '../operation.ts';

const shape = z.object({
  stateMachineArn: z.string(),
  name: z.string().min(1).max(STATE_NAME_MAX_LENGTH).optional(),
  input: z.string().optional(),
});

export const startExecutionOperation = defineOperation(
  'StartExecution',
  'invoker',
  shape,
  async (context, principal, { stateMachineArn, name, input = '{}' }) => {
    const workflowName = readMachineArn(stateMachineArn, context.scope);
    const execution = await startExecution(context, principal, { workflowName, name, input });
    return { executionArn: executionArn(execution, workflowName, execution.name), startDate: seconds(execution.startedAtMs) };
  },
);
