import { getAccountSettings } from '../../../app/account/get-account-settings.ts';
import type { RouteModule } from '../../route-module.ts';

const PATHS = ['/2016-08-19/account-settings', '/2015-03-31/account-settings'];

/** GetAccountSettings. */
export const getAccountSettingsRoute: RouteModule = (app, { context }) => {
  for (const path of PATHS) {
    app.get(path, { config: { operation: 'GetAccountSettings', role: 'developer' } }, async (request) => {
      const { usage, ...limits } = await getAccountSettings(context, request.principal);
      return {
        AccountLimit: {
          TotalCodeSize: limits.codeMaxBytes,
          CodeSizeUnzipped: limits.unzippedMaxBytes,
          CodeSizeZipped: limits.zipMaxBytes,
          ConcurrentExecutions: limits.concurrency,
          UnreservedConcurrentExecutions: limits.concurrency,
        },
        AccountUsage: { TotalCodeSize: usage.codeSizeBytes, FunctionCount: usage.functionCount },
      };
    });
  }
};
