import { updateEventInvokeConfig } from '../../../app/event-invoke-configs/update-event-invoke-config.ts';
import type { RouteModule } from '../../route-module.ts';
import { readTarget } from '../functions/target.ts';
import type { FunctionPath } from '../functions/target.ts';
import { inLambdasWords } from './in-lambdas-words.ts';
import { EVENT_INVOKE_CONFIG_PATH } from './path.ts';
import { readEventSettings } from './read-event-settings.ts';
import { renderEventInvokeConfig } from './render-event-invoke-config.ts';

/** UpdateFunctionEventInvokeConfig. */
export const updateEventInvokeConfigRoute: RouteModule = (app, { context }) => {
  const config = { operation: 'UpdateFunctionEventInvokeConfig', role: 'developer' } as const;
  app.post<FunctionPath>(EVENT_INVOKE_CONFIG_PATH, { config }, async (request) => {
    const target = readTarget(request, context.scope);
    const settings = readEventSettings(request.body, context.scope);
    return renderEventInvokeConfig(await inLambdasWords(updateEventInvokeConfig(context, request.principal, target, settings)));
  });
};
