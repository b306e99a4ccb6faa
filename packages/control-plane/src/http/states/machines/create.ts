import { STATE_NAME_MAX_LENGTH, SkeinError, workflowArn } from '@skein/contracts';
import { z } from 'zod';
import { createWorkflow } from '../../../app/workflows/put-workflow.ts';
import { seconds } from '../arns.ts';
import { defineOperation } from '../operation.ts';

const shape = z.object({
  name: z.string().min(1).max(STATE_NAME_MAX_LENGTH),
  definition: z.string(),
  roleArn: z.string(),
  type: z.enum(['STANDARD', 'EXPRESS']).optional(),
});

export const createStateMachine = defineOperation(
  'CreateStateMachine',
  'developer',
  shape,
  async (context, principal, { name, definition, roleArn, type }) => {
    if (type === 'EXPRESS') throw new SkeinError('not_implemented', { operation: 'state machines of type EXPRESS' });
    const workflow = await createWorkflow(context, principal, { name, notation: 'states', definition, roleArn });
    return { stateMachineArn: workflowArn(context.scope, name), creationDate: seconds(workflow.createdAtMs) };
  },
);
