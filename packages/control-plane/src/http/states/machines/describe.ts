import { INITIAL_REVISION, workflowArn } from '@skein/contracts';
import { z } from 'zod';
import { getWorkflow } from '../../../app/workflows/get-workflow.ts';
import { readMachineArn, seconds } from '../arns.ts';
import { defineOperation } from '../operation.ts';

const shape = z.object({ stateMachineArn: z.string() });

export const describeStateMachine = defineOperation(
  'DescribeStateMachine',
  'developer',
  shape,
  async (context, principal, { stateMachineArn }) => {
    const workflow = await getWorkflow(context, principal, readMachineArn(stateMachineArn, context.scope));
    return {
      stateMachineArn: workflowArn(workflow, workflow.name),
      name: workflow.name,
      status: 'ACTIVE',
      definition: workflow.definition,
      roleArn: workflow.roleArn,
      type: 'STANDARD',
      creationDate: seconds(workflow.createdAtMs),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      ...(workflow.revisionId === INITIAL_REVISION ? {} : { revisionId: workflow.revisionId }),
    };
  },
);
