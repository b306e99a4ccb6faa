import { V1_ROUTES } from '@skein/contracts';
import { getExecution } from '../../../app/workflows/get-execution.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderExecution } from './render-execution.ts';

/** One execution. */
export const getExecutionRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getExecution, async ({ parameters: { name, execution }, request }) =>
    renderExecution(await getExecution(context, request.principal, name, execution)),
  );
};
