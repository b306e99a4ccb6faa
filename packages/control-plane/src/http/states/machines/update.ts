import { z } from 'zod';
import { updateWorkflow } from '../../../app/workflows/put-workflow.ts';
import { readMachineArn, seconds } from '../arns.ts';
import { defineOperation } from '../operation.ts';

const shape = z.object({ stateMachineArn: z.string(), definition: z.string().optional(), roleArn: z.string().optional() });

export const updateStateMachine = defineOperation(
  'UpdateStateMachine',
  'developer',
  shape,
  async (context, principal, { stateMachineArn, definition, roleArn }) => {
    const workflow = await updateWorkflow(context, principal, readMachineArn(stateMachineArn, context.scope), {
      // This API speaks one notation, whatever the workflow was written in before.
      ...(definition === undefined ? {} : { notation: 'states', definition }),
      roleArn,
    });
    return { updateDate: seconds(workflow.updatedAtMs), revisionId: workflow.revisionId };
  },
);
