import { putEventInvokeConfig } from '../../../app/event-invoke-configs/put-event-invoke-config.ts';
import type { RouteModule } from '../../route-module.ts';
import { readTarget } from '../functions/target.ts';
import type { FunctionPath } from '../functions/target.ts';
import { inLambdasWords } from './in-lambdas-words.ts';
import { EVENT_INVOKE_CONFIG_PATH } from './path.ts';
import { readEventSettings } from './read-event-settings.ts';
import { renderEventInvokeConfig } from './render-event-invoke-config.ts';

/** PutFunctionEventInvokeConfig. */
export const putEventInvokeConfigRoute: RouteModule = (app, { context }) => {
  const config = { operation: 'PutFunctionEventInvokeConfig', role: 'developer' } as const;
  app.put<FunctionPath>(EVENT_INVOKE_CONFIG_PATH, { config }, async (request) => {
    const target = readTarget(request, context.scope);
    const settings = readEventSettings(request.body, context.scope);
    return renderEventInvokeConfig(await inLambdasWords(putEventInvokeConfig(context, request.principal, target, settings)));
  });
};
