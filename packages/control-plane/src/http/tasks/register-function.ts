import { TASK_ROUTES } from '@skein/contracts';
import { registerFunction } from '../../app/tasks/register-function.ts';
import type { RouteModule } from '../route-module.ts';
import { serveTaskRoute } from './serve-task-route.ts';

/** Registers a pickled callable. */
export const registerFunctionRoute: RouteModule = (app, { context }) => {
  serveTaskRoute(app, TASK_ROUTES.registerFunction, async (body, { principal }) => {
    const { memory_mb: memoryMb, timeout_seconds: timeoutSeconds, ...named } = body;
    return { function_id: await registerFunction(context, principal, { ...named, memoryMb, timeoutSeconds }) };
  });
};
