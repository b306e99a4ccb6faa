import { V1_ROUTES } from '@skein/contracts';
import { waitForTasks } from '../../../app/tasks/wait-for-tasks.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { renderTask } from './render-task.ts';

const MS_PER_SECOND = 1_000;

/** Tasks that have ended, of those that are asked for. */
export const getTaskResultsRoute: RouteModule = (app, { context }) => {
  serveRoute(app, V1_ROUTES.getTaskResults, async ({ body: { taskIds, waitSeconds }, request, reply }) => {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const wait = { timeoutMs: waitSeconds * MS_PER_SECOND, signal: gone.signal };
    const ended = await waitForTasks(context, request.principal, taskIds, wait);
    return { tasks: ended.map(renderTask) };
  });
};
