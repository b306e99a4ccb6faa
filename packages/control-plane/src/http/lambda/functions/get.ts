import { LATEST } from '@skein/contracts';
import { getFunction } from '../../../app/functions/get-function.ts';
import { presignPath } from '../../auth/signature-v4/presign.ts';
import type { RouteModule } from '../../route-module.ts';
import { renderConfiguration } from '../function-configuration.ts';
import { readTarget } from './target.ts';
import type { FunctionPath } from './target.ts';

/** How long a location holds, as Lambda's reference says. */
const LOCATION_SECONDS = 600;

/** GetFunction: settings, tags, and where the code can be fetched. */
export const getFunctionRoute: RouteModule = (app, { context }) => {
  app.get<FunctionPath>(
    '/2015-03-31/functions/:functionName',
    { config: { operation: 'GetFunction', role: 'developer' } },
    async (request) => {
      const { functionName, qualifier } = readTarget(request, context.scope);
      const { record, latest } = await getFunction(context, request.principal, { functionName, qualifier });
      const path = `/2015-03-31/functions/${functionName}/code-package`;
      const location = presignPath(context, request.principal, { host: request.host, path, expiresSeconds: LOCATION_SECONDS });
      return {
        Configuration: renderConfiguration(latest, qualifier ?? LATEST, qualifier !== undefined),
        Code: { RepositoryType: 'S3', Location: `${request.protocol}://${request.host}${location}` },
        ...(Object.keys(record.tags).length === 0 ? {} : { Tags: record.tags }),
      };
    },
  );
};
