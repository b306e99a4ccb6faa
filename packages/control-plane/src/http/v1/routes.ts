import type { RouteModule } from '../route-module.ts';
import { getInvocationRoute } from './invocations/get.ts';
import { listInvocationsRoute } from './invocations/list.ts';
import { healthRoute } from './server/health.ts';

/** Every route of Skein's own API. */
export const V1_ROUTES: readonly RouteModule[] = [healthRoute, getInvocationRoute, listInvocationsRoute];
