import { V1_ROUTES } from '@skein/contracts';
import { deleteFunction } from '../../../app/functions/delete-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';

/** Removes a function. */
export const deleteFunctionRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.deleteFunction, async ({ parameters, request }) => {
    await deleteFunction(context, request.principal, { functionName: parameters.name });
    return undefined;
  });
};
