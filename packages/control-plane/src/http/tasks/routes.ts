import type { RouteModule } from '../route-module.ts';
import { executeFunctionRoute } from './execute-function.ts';
import { registerFunctionRoute } from './register-function.ts';
import { taskResultRoute } from './result.ts';
import { taskStatusRoute } from './status.ts';

/** Every route of the task API. */
export const TASK_ROUTE_MODULES: readonly RouteModule[] = [registerFunctionRoute, executeFunctionRoute, taskStatusRoute, taskResultRoute];
