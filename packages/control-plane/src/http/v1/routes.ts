import type { RouteModule } from '../route-module.ts';
import { deleteEventRoute } from './events/delete.ts';
import { getEventPayloadRoute } from './events/get-payload.ts';
import { getEventRoute } from './events/get.ts';
import { listEventsRoute } from './events/list.ts';
import { redriveEventRoute } from './events/redrive.ts';
import { listExecutionEventsRoute } from './executions/events.ts';
import { getExecutionRoute } from './executions/get.ts';
import { getExecutionGraphRoute } from './executions/graph.ts';
import { listExecutionsRoute } from './executions/list.ts';
import { startExecutionRoute } from './executions/start.ts';
import { stopExecutionRoute } from './executions/stop.ts';
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
import { createKeyRoute } from './keys/create.ts';
import { getKeyRoute } from './keys/get.ts';
import { listKeysRoute } from './keys/list.ts';
import { revokeKeyRoute } from './keys/revoke.ts';
import { rotateKeyRoute } from './keys/rotate.ts';
import { healthRoute } from './server/health.ts';
import { metricsRoute } from './server/metrics.ts';
import { explainPlacementRoute } from './sky/explain.ts';
import { getLedgerRoute } from './sky/ledger.ts';
import { listPlacementsRoute } from './sky/list.ts';
import { placeFunctionRoute } from './sky/place.ts';
import { listProvidersRoute } from './sky/providers.ts';
import { unplaceFunctionRoute } from './sky/unplace.ts';
import { openApiRoute } from './server/open-api.ts';
import { deleteWorkflowRoute } from './workflows/delete.ts';
import { getWorkflowRoute } from './workflows/get.ts';
import { listWorkflowsRoute } from './workflows/list.ts';
import { putWorkflowRoute } from './workflows/put.ts';
import { cancelTaskRoute } from './tasks/cancel.ts';
import { getTaskRoute } from './tasks/get.ts';
import { getTaskResultsRoute } from './tasks/results.ts';
import { submitTasksRoute } from './tasks/submit.ts';

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
  getEventPayloadRoute,
  redriveEventRoute,
  deleteEventRoute,
  listWorkflowsRoute,
  putWorkflowRoute,
  getWorkflowRoute,
  deleteWorkflowRoute,
  startExecutionRoute,
  listExecutionsRoute,
  getExecutionRoute,
  stopExecutionRoute,
  listExecutionEventsRoute,
  getExecutionGraphRoute,
  listProvidersRoute,
  listPlacementsRoute,
  placeFunctionRoute,
  explainPlacementRoute,
  unplaceFunctionRoute,
  getLedgerRoute,
  submitTasksRoute,
  getTaskRoute,
  getTaskResultsRoute,
  cancelTaskRoute,
  listKeysRoute,
  createKeyRoute,
  getKeyRoute,
  revokeKeyRoute,
  rotateKeyRoute,
  healthRoute,
  metricsRoute,
  openApiRoute,
];
