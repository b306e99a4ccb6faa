import { untagFunction } from '../../../app/functions/tag-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { missing, refuseViolations } from '../validation/constraints.ts';
import { readTaggedFunction } from '../validation/tags.ts';
import { TAG_PATH } from './path.ts';
import type { TagPath } from './path.ts';

/** UntagResource. */
export const untagResourceRoute: RouteModule = (app, { context }) => {
  app.delete<TagPath>(TAG_PATH, { config: { operation: 'UntagResource', role: 'developer' } }, async (request, reply) => {
    const { tagKeys } = request.query;
    if (tagKeys === undefined) refuseViolations([missing('tagKeys')]);
    const functionName = readTaggedFunction(request.params.resource, context.scope);
    const keys = typeof tagKeys === 'string' ? [tagKeys] : (tagKeys ?? []);
    await untagFunction(context, request.principal, { functionName, keys });
    return reply.code(204).send();
  });
};
