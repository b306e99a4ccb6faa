import { LATEST } from '@skein/contracts';
import { getFunction } from '../../../app/functions/get-function.ts';
import type { RouteModule } from '../../route-module.ts';
import { renderConfiguration } from '../function-configuration.ts';
import { readTarget } from './target.ts';
import type { FunctionPath } from './target.ts';

/** GetFunctionConfiguration. */
export const getFunctionConfigurationRoute: RouteModule = (app, { context }) => {
  app.get<FunctionPath>(
    '/2015-03-31/functions/:functionName/configuration',
    { config: { operation: 'GetFunctionConfiguration', role: 'developer' } },
    async (request) => {
      const { functionName, qualifier } = readTarget(request, context.scope);
      const { latest } = await getFunction(context, request.principal, { functionName, qualifier });
      return renderConfiguration(latest, qualifier ?? LATEST, qualifier !== undefined);
    },
  );
};
