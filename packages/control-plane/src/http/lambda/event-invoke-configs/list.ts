import { listEventInvokeConfigs } from '../../../app/event-invoke-configs/list-event-invoke-configs.ts';
import type { RouteModule } from '../../route-module.ts';
import { readTarget } from '../functions/target.ts';
import type { FunctionPath } from '../functions/target.ts';
import { isOnce, isWithin, refuseViolations } from '../validation/constraints.ts';
import { readNumber } from '../validation/read-number.ts';
import { inLambdasWords } from './in-lambdas-words.ts';
import { EVENT_INVOKE_CONFIG_PATH } from './path.ts';
import { renderEventInvokeConfig } from './render-event-invoke-config.ts';

/** Largest MaxItems Lambda accepts, and what it takes when none is given. */
const MAX_ITEMS = 50;

interface ListPath extends Pick<FunctionPath, 'Params'> {
  readonly Querystring: FunctionPath['Querystring'] & {
    readonly Marker?: string | readonly string[];
    readonly MaxItems?: string | readonly string[];
  };
}

/** ListFunctionEventInvokeConfigs. The marker is the qualifier after which the next page starts. */
export const listEventInvokeConfigsRoute: RouteModule = (app, { context }) => {
  const config = { operation: 'ListFunctionEventInvokeConfigs', role: 'developer' } as const;
  app.get<ListPath>(`${EVENT_INVOKE_CONFIG_PATH}/list`, { config }, async (request) => {
    const { Marker: after, MaxItems } = request.query;
    const limit = MaxItems === undefined ? MAX_ITEMS : readNumber(MaxItems);
    refuseViolations([...isWithin('maxItems', limit, 1, MAX_ITEMS), ...isOnce('marker', after)]);
    const { functionName } = readTarget(request, context.scope);
    const configs = await inLambdasWords(listEventInvokeConfigs(context, request.principal, functionName));
    const rest = configs.filter(({ qualifier }) => after === undefined || qualifier > after.toString());
    const page = rest.slice(0, limit);
    const last = page.at(-1)?.qualifier;
    return {
      FunctionEventInvokeConfigs: page.map(renderEventInvokeConfig),
      ...(rest.length > page.length && last !== undefined ? { NextMarker: last } : {}),
    };
  });
};
