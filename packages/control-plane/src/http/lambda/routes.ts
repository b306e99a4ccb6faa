import type { RouteModule } from '../route-module.ts';
import { getAccountSettingsRoute } from './account/get-settings.ts';
import { deleteEventInvokeConfigRoute } from './event-invoke-configs/delete.ts';
import { getEventInvokeConfigRoute } from './event-invoke-configs/get.ts';
import { listEventInvokeConfigsRoute } from './event-invoke-configs/list.ts';
import { putEventInvokeConfigRoute } from './event-invoke-configs/put.ts';
import { updateEventInvokeConfigRoute } from './event-invoke-configs/update.ts';
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
  putEventInvokeConfigRoute,
  getEventInvokeConfigRoute,
  updateEventInvokeConfigRoute,
  deleteEventInvokeConfigRoute,
  listEventInvokeConfigsRoute,
  getAccountSettingsRoute,
  listTagsRoute,
  tagResourceRoute,
  untagResourceRoute,
];
