import { requireAccess, toSkeinError } from '@skein/contracts';
import { z } from 'zod';
import { readMachineArn } from '../arns.ts';
import { defineOperation } from '../operation.ts';

const shape = z.object({ stateMachineArn: z.string() });

/** Deleting what is not there is no error in this API. */
export const deleteStateMachine = defineOperation(
  'DeleteStateMachine',
  'developer',
  shape,
  async (context, principal, { stateMachineArn }) => {
    const name = readMachineArn(stateMachineArn, context.scope);
    requireAccess(principal, name);
    try {
      await context.workflows.writer.deleteWorkflow(context.scope, name);
    } catch (thrown) {
      const error = toSkeinError(thrown);
      if (error.code !== 'workflow_not_found') throw error;
    }
    return {};
  },
);
