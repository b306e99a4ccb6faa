import type { RouteModule } from '../route-module.ts';
import { deleteEventRoute } from './events/delete.ts';
import { getEventRoute } from './events/get.ts';
import { listEventsRoute } from './events/list.ts';
import { redriveEventRoute } from './events/redrive.ts';
import { createFunctionRoute } from './functions/create.ts';
import { deleteFunctionRoute } from './functions/delete.ts';
import { getFunctionRoute } from './functions/get.ts';
import { invokeFunctionRoute } from './functions/invoke.ts';
import { listFunctionsRoute } from './functions/list.ts';
import { getFunctionLogsRoute } from './functions/logs.ts';
import { putFunctionCodeRoute } from './functions/put-code.ts';
import { updateFunctionRoute } from './functions/update.ts';
import { getInvocationRoute } from './invocations/get.ts';
import { listInvocationsRoute } from './invocations/list.ts';
import { healthRoute } from './server/health.ts';
import { metricsRoute } from './server/metrics.ts';
import { openApiRoute } from './server/open-api.ts';

/** Every route of Skein's own API, one module for each entry of the route table in contracts. */
export const V1_ROUTE_MODULES: readonly RouteModule[] = [
  listFunctionsRoute,
  createFunctionRoute,
  getFunctionRoute,
  updateFunctionRoute,
  putFunctionCodeRoute,
  deleteFunctionRoute,
  invokeFunctionRoute,
  getFunctionLogsRoute,
  listInvocationsRoute,
  getInvocationRoute,
  listEventsRoute,
  getEventRoute,
  redriveEventRoute,
  deleteEventRoute,
  healthRoute,
  metricsRoute,
  openApiRoute,
];
