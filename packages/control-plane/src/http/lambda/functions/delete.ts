import { LATEST, SkeinError } from '@skein/contracts';
import { deleteFunction } from '../../../app/functions/delete-function.ts';
import { getFunction } from '../../../app/functions/get-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { readTarget } from './target.ts';
import type { FunctionPath } from './target.ts';

/** DeleteFunction. Versions cannot be deleted as long as there are none. */
export const deleteFunctionRoute: RouteModule = (app, { context }) => {
  app.delete<FunctionPath>(
    '/2015-03-31/functions/:functionName',
    { config: { operation: 'DeleteFunction', role: 'developer' } },
    async (request, reply) => {
      const { functionName, qualifier } = readTarget(request, context.scope);
      if (qualifier === LATEST) {
        throw new SkeinError('invalid_value', { text: '$LATEST version cannot be deleted without deleting the function.' });
      }
      if (qualifier === undefined) await deleteFunction(context, request.principal, { functionName });
      else await getFunction(context, request.principal, { functionName, qualifier });
      return reply.code(204).send();
    },
  );
};
