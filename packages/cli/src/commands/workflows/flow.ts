import type { CommandModule } from '../../command.ts';
import { addFlowDelete } from './delete.ts';
import { addFlowDeploy } from './deploy.ts';
import { addFlowHistory } from './history.ts';
import { addFlowList } from './list.ts';
import { addFlowRun } from './run.ts';
import { addFlowStop } from './stop.ts';
import { addFlowWatch } from './watch.ts';

/** `skein flow`: workflows and their executions. */
export const addFlow: CommandModule = (program, context) => {
  const flow = program.command('flow').description('deploy, run and watch workflows');
  for (const addTo of [addFlowDeploy, addFlowRun, addFlowWatch, addFlowHistory, addFlowList, addFlowStop, addFlowDelete])
    addTo(flow, context);
};
