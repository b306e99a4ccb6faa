import { getEventInvokeConfig } from '../../../app/event-invoke-configs/get-event-invoke-config.ts';
import type { RouteModule } from '../../route-module.ts';
import { readTarget } from '../functions/target.ts';
import type { FunctionPath } from '../functions/target.ts';
import { EVENT_INVOKE_CONFIG_PATH } from './path.ts';
import { renderEventInvokeConfig } from './render-event-invoke-config.ts';

/** GetFunctionEventInvokeConfig. */
export const getEventInvokeConfigRoute: RouteModule = (app, { context }) => {
  const config = { operation: 'GetFunctionEventInvokeConfig', role: 'developer' } as const;
  app.get<FunctionPath>(EVENT_INVOKE_CONFIG_PATH, { config }, async (request) =>
    renderEventInvokeConfig(await getEventInvokeConfig(context, request.principal, readTarget(request, context.scope))),
  );
};
