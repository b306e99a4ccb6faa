import { CODE_REQUEST_MAX_BYTES, LATEST } from '@skein/contracts';
import { updateFunctionCode } from '../../../app/functions/update-function-code.ts';
import type { RouteModule } from '../../route-module.ts';
import { renderConfiguration, renderUpdate } from '../function-configuration.ts';
import { parseBody, updateCodeBody } from '../request-body.ts';
import { readArchitecture } from '../settings-input.ts';
import { refuseViolations } from '../validation/constraints.ts';
import { architectureViolations } from '../validation/settings.ts';
import { readZip, refusePublish } from './code-source.ts';
import { readExpectedRevision } from '../revision-id.ts';
import { readTarget } from './target.ts';
import type { FunctionPath } from './target.ts';

/** UpdateFunctionCode. */
export const updateFunctionCodeRoute: RouteModule = (app, { context }) => {
  const options = { bodyLimit: CODE_REQUEST_MAX_BYTES, config: { operation: 'UpdateFunctionCode', role: 'developer' } } as const;
  app.put<FunctionPath>('/2015-03-31/functions/:functionName/code', options, async (request) => {
    const { functionName } = readTarget(request, context.scope);
    const body = parseBody(updateCodeBody, request.body);
    refuseViolations(architectureViolations(body.Architectures));
    refusePublish(body.Publish);
    const { latest } = await updateFunctionCode(context, request.principal, {
      functionName,
      zip: readZip(body),
      architecture: readArchitecture(body.Architectures),
      expectedRevisionId: await readExpectedRevision(context, request.principal, functionName, body.RevisionId),
      dryRun: body.DryRun,
    });
    return body.DryRun === true ? renderConfiguration(latest, LATEST, false) : renderUpdate(latest);
  });
};
