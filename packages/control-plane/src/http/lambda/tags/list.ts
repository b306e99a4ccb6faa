import { getFunction } from '../../../app/functions/get-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { readTaggedFunction } from '../validation/tags.ts';
import { TAG_PATH } from './path.ts';
import type { TagPath } from './path.ts';

/** ListTags. */
export const listTagsRoute: RouteModule = (app, { context }) => {
  app.get<TagPath>(TAG_PATH, { config: { operation: 'ListTags', role: 'developer' } }, async (request) => {
    const functionName = readTaggedFunction(request.params.resource, context.scope);
    const { record } = await getFunction(context, request.principal, { functionName });
    return { Tags: record.tags };
  });
};
