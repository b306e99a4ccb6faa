import { V1_ROUTES } from '@skein/contracts';
import { updateFunctionConfiguration } from '../../../app/functions/update-function-configuration.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderFunction } from './render-function.ts';

/** Changes settings of a function. */
export const updateFunctionRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.updateFunction, async ({ parameters, body, request }) => {
    const { revisionId: expectedRevisionId, ...change } = body;
    const input = { functionName: parameters.name, change, expectedRevisionId };
    return renderFunction(await updateFunctionConfiguration(context, request.principal, input));
  });
};
