import type { RouteModule } from '../route-module.ts';
import { getAccountSettingsRoute } from './account/get-settings.ts';
import { createFunctionRoute } from './functions/create.ts';
import { deleteFunctionRoute } from './functions/delete.ts';
import { getCodePackageRoute } from './functions/get-code-package.ts';
import { getFunctionCodeSigningRoute } from './functions/get-code-signing.ts';
import { getFunctionConfigurationRoute } from './functions/get-configuration.ts';
import { getFunctionRoute } from './functions/get.ts';
import { invokeRoute } from './functions/invoke.ts';
import { listVersionsRoute } from './functions/list-versions.ts';
import { listFunctionsRoute } from './functions/list.ts';
import { updateFunctionCodeRoute } from './functions/update-code.ts';
import { updateFunctionConfigurationRoute } from './functions/update-configuration.ts';
import { listTagsRoute } from './tags/list.ts';
import { tagResourceRoute } from './tags/tag.ts';
import { untagResourceRoute } from './tags/untag.ts';

/** Every operation of the Lambda API that Skein offers. */
export const LAMBDA_ROUTES: readonly RouteModule[] = [
  createFunctionRoute,
  getFunctionRoute,
  getFunctionConfigurationRoute,
  getCodePackageRoute,
  listFunctionsRoute,
  listVersionsRoute,
  getFunctionCodeSigningRoute,
  updateFunctionCodeRoute,
  updateFunctionConfigurationRoute,
  deleteFunctionRoute,
  invokeRoute,
  getAccountSettingsRoute,
  listTagsRoute,
  tagResourceRoute,
  untagResourceRoute,
];
