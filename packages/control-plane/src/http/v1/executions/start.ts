import { V1_ROUTES } from '@skein/contracts';
import { startExecution } from '../../../app/workflows/start-execution.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderExecution } from './render-execution.ts';

/** Begins an execution. */
export const startExecutionRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.startExecution, async ({ parameters, body: { name, input }, request }) =>
    renderExecution(await startExecution(context, request.principal, { workflowName: parameters.name, name, input })),
  );
};
