import { V1_ROUTES } from '@skein/contracts';
import { placeFunction } from '../../../app/sky/place-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderReport } from './render-placement.ts';

/** Brings a function to providers. */
export const placeFunctionRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.placeFunction, async ({ parameters, body, request }) => {
    const { probes, threshold, ...placement } = body;
    const input = { functionName: parameters.name, tuning: { probes, threshold }, ...placement };
    return renderReport(await placeFunction(context, request.principal, input));
  });
};
