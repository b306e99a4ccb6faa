import { deleteEventInvokeConfig } from '../../../app/event-invoke-configs/delete-event-invoke-config.ts';
import type { RouteModule } from '../../route-module.ts';
import { readTarget } from '../functions/target.ts';
import type { FunctionPath } from '../functions/target.ts';
import { EVENT_INVOKE_CONFIG_PATH } from './path.ts';

/** DeleteFunctionEventInvokeConfig. */
export const deleteEventInvokeConfigRoute: RouteModule = (app, { context }) => {
  const config = { operation: 'DeleteFunctionEventInvokeConfig', role: 'developer' } as const;
  app.delete<FunctionPath>(EVENT_INVOKE_CONFIG_PATH, { config }, async (request, reply) => {
    await deleteEventInvokeConfig(context, request.principal, readTarget(request, context.scope));
    return reply.code(204).send();
  });
};
