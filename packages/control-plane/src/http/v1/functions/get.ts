import { V1_ROUTES } from '@skein/contracts';
import { getFunction } from '../../../app/functions/get-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderFunction } from './render-function.ts';

/** One function. */
export const getFunctionRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getFunction, async ({ parameters, request }) =>
    renderFunction(await getFunction(context, request.principal, { functionName: parameters.name })),
  );
};
