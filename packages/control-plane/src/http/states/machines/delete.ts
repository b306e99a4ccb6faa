import { toSkeinError } from '@skein/contracts';
import { z } from 'zod';
import { readMachineArn } from '../arns.ts';
import { defineOperation } from '../operation.ts';

const shape = z.object({ stateMachineArn: z.string() });

/** Deleting what is not there is no error in this API. */
export const deleteStateMachine = defineOperation('DeleteStateMachine', shape, async (context, { stateMachineArn }) => {
  try {
    await context.workflows.writer.deleteWorkflow(context.scope, readMachineArn(stateMachineArn, context.scope));
  } catch (thrown) {
    const error = toSkeinError(thrown);
    if (error.code !== 'workflow_not_found') throw error;
  }
  return {};
});
