import { CODE_REQUEST_MAX_BYTES, LATEST, SkeinError } from '@skein/contracts';
import { createFunction } from '../../../app/functions/create-function.ts';
import type { NewFunctionSettings } from '../../../app/functions/function-change.ts';
import type { RouteModule } from '../../route-module.ts';
import { renderConfiguration } from '../function-configuration.ts';
import { createFunctionBody, parseBody } from '../request-body.ts';
import type { CreateFunctionBody } from '../request-body.ts';
import { readArchitecture, readSettingsInput } from '../settings-input.ts';
import { missing, refuseViolations } from '../validation/constraints.ts';
import { readNewFunctionName } from '../validation/function-name.ts';
import { refuseNotOffered } from '../validation/not-offered.ts';
import { architectureViolations, settingsViolations } from '../validation/settings.ts';
import { refuseTooManyTags } from '../validation/tags.ts';
import { readZip, refusePublish } from './code-source.ts';

/** CreateFunction. */
export const createFunctionRoute: RouteModule = (app, { context }) => {
  const options = { bodyLimit: CODE_REQUEST_MAX_BYTES, config: { operation: 'CreateFunction', role: 'developer' } } as const;
  app.post('/2015-03-31/functions', options, async (request, reply) => {
    const body = parseBody(createFunctionBody, request.body);
    const functionName = readNewFunctionName(body.FunctionName, context.scope);
    const settings = readNewSettings(body);
    const tags = body.Tags ?? {};
    refuseTooManyTags(tags);
    refusePublish(body.Publish);
    const input = { functionName, settings, tags, zip: readZip(body.Code) };
    const { latest } = await createFunction(context, request.principal, input);
    return reply.code(201).send(renderConfiguration(latest, LATEST, false));
  });
};

function readNewSettings(body: CreateFunctionBody): NewFunctionSettings {
  refuseViolations([
    ...(body.Role === undefined ? [missing('role')] : []),
    ...settingsViolations(body),
    ...architectureViolations(body.Architectures),
  ]);
  refuseNotOffered(body);
  const { runtime, handler, role, ...rest } = readSettingsInput(body);
  if (body.PackageType === 'Image') throw new SkeinError('not_implemented', { operation: 'container images (send a zip as ZipFile)' });
  if (runtime === undefined || handler === undefined || role === undefined) {
    throw new SkeinError('invalid_value', {
      text: 'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    });
  }
  return { ...rest, runtime, handler, role, architecture: readArchitecture(body.Architectures) };
}
