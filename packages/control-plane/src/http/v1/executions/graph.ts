import { V1_ROUTES } from '@skein/contracts';
import { readGraph } from '@skein/workflow-engine';
import { getExecution } from '../../../app/workflows/get-execution.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** The graph that an execution runs through. */
export const getExecutionGraphRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getExecutionGraph, async ({ parameters: { name, execution }, request }) => {
    const { notation, definition } = await getExecution(context, request.principal, name, execution);
    return { nodes: readGraph(notation, definition).map((node) => ({ ...node, next: [...node.next] })) };
  });
};
