import { getFunction } from '../../../app/functions/get-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { readTarget } from './target.ts';
import type { FunctionPath } from './target.ts';

/** GetFunctionCodeSigningConfig: an empty answer says that a function has none. Terraform asks for it at every read. */
export const getFunctionCodeSigningRoute: RouteModule = (app, { context }) => {
  app.get<FunctionPath>(
    '/2020-06-30/functions/:functionName/code-signing-config',
    { config: { operation: 'GetFunctionCodeSigningConfig', role: 'developer' } },
    async (request) => {
      const { functionName } = readTarget(request, context.scope);
      await getFunction(context, request.principal, { functionName });
      return {};
    },
  );
};
