import { V1_ROUTES } from '@skein/contracts';
import { stopExecution } from '../../../app/workflows/stop-execution.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderExecution } from './render-execution.ts';

/** Ends an execution. */
export const stopExecutionRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.stopExecution, async ({ parameters: { name, execution }, body, request }) =>
    renderExecution(await stopExecution(context, request.principal, { workflowName: name, executionName: execution, ...body })),
  );
};
