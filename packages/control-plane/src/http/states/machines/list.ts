import { workflowArn } from '@skein/contracts';
import { z } from 'zod';
import { visibleNames } from '../../../app/access.ts';
import { seconds } from '../arns.ts';
import { defineOperation } from '../operation.ts';
import { cutPage, pageFields, pageSize, readToken } from '../pages.ts';

export const listStateMachines = defineOperation(
  'ListStateMachines',
  'developer',
  z.object(pageFields),
  async (context, principal, { maxResults, nextToken }) => {
    const size = pageSize(maxResults);
    const after = readToken(nextToken);
    const found = await context.workflows.reader.listWorkflows(context.scope, {
      ...visibleNames(principal),
      limit: size + 1,
      ...(after === undefined ? {} : { after }),
    });
    const { entries, token } = cutPage(found, size, ({ name }) => name);
    const stateMachines = entries.map((workflow) => ({
      stateMachineArn: workflowArn(workflow, workflow.name),
      name: workflow.name,
      type: 'STANDARD',
      creationDate: seconds(workflow.createdAtMs),
    }));
    return { stateMachines, ...token };
  },
);
