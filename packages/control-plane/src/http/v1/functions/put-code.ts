import { V1_ROUTES } from '@skein/contracts';
import { updateFunctionCode } from '../../../app/functions/update-function-code.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderFunction } from './render-function.ts';

/** Gives a function new code. */
export const putFunctionCodeRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.putFunctionCode, async ({ parameters, body, request }) =>
    renderFunction(await updateFunctionCode(context, request.principal, { functionName: parameters.name, zip: body })),
  );
};
