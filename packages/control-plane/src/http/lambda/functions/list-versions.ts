import { LATEST } from '@skein/contracts';
import { getFunction } from '../../../app/functions/get-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { renderConfiguration } from '../function-configuration.ts';
import { readTarget } from './target.ts';
import type { FunctionPath } from './target.ts';

/** ListVersionsByFunction. Versions cannot be published, so `$LATEST` is the only one; Terraform asks for them at every read. */
export const listVersionsRoute: RouteModule = (app, { context }) => {
  app.get<FunctionPath>(
    '/2015-03-31/functions/:functionName/versions',
    { config: { operation: 'ListVersionsByFunction', role: 'developer' } },
    async (request) => {
      const { functionName } = readTarget(request, context.scope);
      const { latest } = await getFunction(context, request.principal, { functionName });
      return { Versions: [renderConfiguration(latest, LATEST, true)] };
    },
  );
};
