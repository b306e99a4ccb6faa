import { LATEST, LIST_FUNCTIONS_PAGE_MAX } from '@skein/contracts';
import { listFunctions } from '../../../app/functions/list-functions.ts';
import type { RouteModule } from '../../route-module.ts';
import { renderConfiguration } from '../function-configuration.ts';
import { isOnce, isOneOf, isWithin, refuseViolations } from '../validation/constraints.ts';
import { readNumber } from '../validation/read-number.ts';

/** Largest MaxItems Lambda accepts; a page has `LIST_FUNCTIONS_PAGE_MAX` at most all the same. */
const MAX_ITEMS_LIMIT = 10_000;

interface ListQuery {
  readonly Querystring: {
    readonly FunctionVersion?: string | readonly string[];
    readonly Marker?: string | readonly string[];
    readonly MaxItems?: string | readonly string[];
  };
}

/** ListFunctions. The marker is the name after which the next page starts. */
export const listFunctionsRoute: RouteModule = (app, { context }) => {
  app.get<ListQuery>('/2015-03-31/functions', { config: { operation: 'ListFunctions', role: 'developer' } }, async (request) => {
    const { FunctionVersion = 'ALL', Marker: after, MaxItems } = request.query;
    const limit = MaxItems === undefined ? LIST_FUNCTIONS_PAGE_MAX : readNumber(MaxItems);
    refuseViolations([
      ...isOneOf('functionVersion', FunctionVersion.toString(), ['ALL']),
      ...isWithin('maxItems', limit, 1, MAX_ITEMS_LIMIT),
      ...isOnce('marker', after),
    ]);
    const page = await listFunctions(context, request.principal, { after: after?.toString(), limit });
    return {
      Functions: page.functions.map(({ latest }) => renderConfiguration(latest, LATEST, false)),
      ...(page.nextAfter === undefined ? {} : { NextMarker: page.nextAfter }),
    };
  });
};
