import { V1_ROUTES } from '@skein/contracts';
import { createFunction } from '../../../app/functions/create-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderFunction } from './render-function.ts';

/** Adds a function. */
export const createFunctionRoute: RouteModule = (app, { context }) => {
  // AWS's tools show a role for every function; it gives no rights here.
  const role = `arn:aws:iam::${context.scope.account}:role/skein`;
  serveRoute(app, V1_ROUTES.createFunction, async ({ body, request }) => {
    const { name, tags = {}, zip, ...settings } = body;
    const input = { functionName: name, settings: { ...settings, role }, tags, zip: Buffer.from(zip, 'base64') };
    return renderFunction(await createFunction(context, request.principal, input));
  });
};
