import { CONTROL_REQUEST_MAX_BYTES } from '@skein/contracts';
import { updateFunctionConfiguration } from '../../../app/functions/update-function-configuration.ts';
import type { RouteModule } from '../../route-module.ts';
import { renderUpdate } from '../function-configuration.ts';
import { parseBody, updateConfigurationBody } from '../request-body.ts';
import { readSettingsInput } from '../settings-input.ts';
import { refuseViolations } from '../validation/constraints.ts';
import { refuseNotOffered } from '../validation/not-offered.ts';
import { settingsViolations } from '../validation/settings.ts';
import { readExpectedRevision } from '../revision-id.ts';
import { readTarget } from './target.ts';
import type { FunctionPath } from './target.ts';

/** UpdateFunctionConfiguration. */
export const updateFunctionConfigurationRoute: RouteModule = (app, { context }) => {
  const options = {
    bodyLimit: CONTROL_REQUEST_MAX_BYTES,
    config: { operation: 'UpdateFunctionConfiguration', role: 'developer' },
  } as const;
  app.put<FunctionPath>('/2015-03-31/functions/:functionName/configuration', options, async (request) => {
    const { functionName } = readTarget(request, context.scope);
    const body = parseBody(updateConfigurationBody, request.body);
    refuseViolations(settingsViolations(body));
    refuseNotOffered(body);
    const { latest } = await updateFunctionConfiguration(context, request.principal, {
      functionName,
      change: readSettingsInput(body),
      expectedRevisionId: await readExpectedRevision(context, request.principal, functionName, body.RevisionId),
    });
    return renderUpdate(latest);
  });
};
