import { SkeinError } from '@skein/contracts';
import { getFunction } from '../../../app/functions/get-function.ts';
import { tagFunction } from '../../../app/functions/tag-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { parseBody, tagBody } from '../request-body.ts';
import { readTaggedFunction, refuseTooManyTags } from '../validation/tags.ts';
import { TAG_PATH } from './path.ts';
import type { TagPath } from './path.ts';

/** TagResource. */
export const tagResourceRoute: RouteModule = (app, { context }) => {
  app.post<TagPath>(TAG_PATH, { config: { operation: 'TagResource', role: 'developer' } }, async (request, reply) => {
    const functionName = readTaggedFunction(request.params.resource, context.scope);
    const { Tags: tags } = parseBody(tagBody, request.body);
    const { record } = await getFunction(context, request.principal, { functionName });
    if (Object.keys(tags).length === 0) {
      throw new SkeinError('invalid_value', { text: 'An error occurred and the request cannot be processed.' });
    }
    refuseTooManyTags({ ...record.tags, ...tags });
    await tagFunction(context, request.principal, { functionName, tags });
    return reply.code(204).send();
  });
};
