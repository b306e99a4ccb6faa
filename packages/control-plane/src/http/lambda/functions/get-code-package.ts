import { getFunction } from '../../../app/functions/get-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { readTarget } from './target.ts';
import type { FunctionPath } from './target.ts';

/** The zip that `Code.Location` of GetFunction points at. Not one of Lambda's operations: there the location is in S3. */
export const getCodePackageRoute: RouteModule = (app, { context }) => {
  app.get<FunctionPath>(
    '/2015-03-31/functions/:functionName/code-package',
    { config: { operation: 'GetFunction', role: 'developer' } },
    async (request, reply) => {
      const { latest } = await getFunction(context, request.principal, readTarget(request, context.scope));
      return reply.type('application/zip').send(await context.packages.read(latest.package.digest));
    },
  );
};
