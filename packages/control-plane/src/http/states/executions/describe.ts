import { executionArn, workflowArn } from '@skein/contracts';
import type { ExecutionRecord } from '@skein/contracts';
import { z } from 'zod';
import { getExecution } from '../../../app/workflows/get-execution.ts';
import { readExecutionArn, seconds } from '../arns.ts';
import { defineOperation } from '../operation.ts';

const shape = z.object({ executionArn: z.string() });

export const describeExecution = defineOperation('DescribeExecution', 'invoker', shape, async (context, principal, request) => {
  const { workflowName, executionName } = readExecutionArn(request.executionArn, context.scope);
  const execution = await getExecution(context, principal, workflowName, executionName);
  return { ...summary(execution), input: execution.input, inputDetails: { included: true }, ...ending(execution) };
});

/** What lists and descriptions say of an execution alike. */
export function summary(execution: ExecutionRecord): object {
  return {
    executionArn: executionArn(execution, execution.workflowName, execution.name),
    stateMachineArn: workflowArn(execution, execution.workflowName),
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAtMs),
    ...(execution.stoppedAtMs === undefined ? {} : { stopDate: seconds(execution.stoppedAtMs) }),
    redriveCount: 0,
  };
}

function ending({ status, output, error, cause }: ExecutionRecord): object {
  const redrive = status === 'RUNNING' ? 'Execution is RUNNING and cannot be redriven' : 'Redriving executions is not offered yet';
  return {
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: status === 'SUCCEEDED' ? 'Execution is SUCCEEDED and cannot be redriven' : redrive,
  };
}
