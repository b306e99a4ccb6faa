import { LATEST, LIST_FUNCTIONS_PAGE_MAX } from '@skein/contracts';
import { listFunctions } from '../../../app/functions/list-functions.ts';
import type { RouteModule } from '../../route-module.ts';
import { renderConfiguration } from '../function-configuration.ts';
import { isWithin, refuseViolations } from '../validation/constraints.ts';

/** Largest MaxItems Lambda accepts; a page has `LIST_FUNCTIONS_PAGE_MAX` at most all the same. */
const MAX_ITEMS_LIMIT = 10_000;

interface ListQuery {
  readonly Querystring: { readonly Marker?: string; readonly MaxItems?: string };
}

/** ListFunctions. The marker is the name after which the next page starts. */
export const listFunctionsRoute: RouteModule = (app, { context }) => {
  app.get<ListQuery>('/2015-03-31/functions', async (request) => {
    const limit = Number(request.query.MaxItems ?? LIST_FUNCTIONS_PAGE_MAX);
    refuseViolations(isWithin('maxItems', Number.isInteger(limit) ? limit : 0, 1, MAX_ITEMS_LIMIT));
    const page = await listFunctions(context, request.principal, { after: request.query.Marker, limit });
    return {
      Functions: page.functions.map(({ latest }) => renderConfiguration(latest, LATEST, false)),
      ...(page.nextAfter === undefined ? {} : { NextMarker: page.nextAfter }),
    };
  });
};
