import { V1_ROUTES, requireAll } from '@skein/contracts';
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { AppContext } from '../../../app/context.ts';
import type { RouteModule } from '../../route-module.ts';
import { serveRoute } from '../serve-route.ts';
import { registerEventMetrics } from './event-metrics.ts';
import { registerInvocationMetrics } from './invocation-metrics.ts';

/** Figures in the text format of Prometheus. They are put together when they are asked for, so that counting costs calls next to nothing. */
export const metricsRoute: RouteModule = (app, { context }) => {
  const registry = createRegistry(context);
  serveRoute(app, V1_ROUTES.getMetrics, async ({ request, reply }) => {
    requireAll(request.principal, V1_ROUTES.getMetrics.operationId);
    void reply.type(registry.contentType);
    return await registry.metrics();
  });
};

function createRegistry(context: AppContext): Registry {
  const { telemetry } = context;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number): void => {
    const made: Gauge = new Gauge({ name, help, registers: [registry], collect: () => made.set(read()) });
  };
  gauge('skein_sandboxes_idle', 'Sandboxes that wait for the next call of their revision', () => telemetry.sandboxes().idle);
  gauge('skein_sandboxes_busy', 'Sandboxes that run a call', () => telemetry.sandboxes().busy);
  gauge('skein_sandboxes_prewarmed', 'Sandboxes without code, ready to be taken', () => telemetry.sandboxes().prewarmed);
  gauge('skein_memory_used_bytes', 'Configured memory of all sandboxes', () => telemetry.sandboxes().usedMb * 1024 * 1024);
  gauge('skein_memory_budget_bytes', 'Configured memory that sandboxes may have together', () => telemetry.memoryBudgetMb * 1024 * 1024);
  gauge('skein_invocation_records_dropped', 'Records lost because storing them fell behind', () => telemetry.recordsDropped());
  registerInvocationMetrics(registry, () => telemetry.invocations());
  registerEventMetrics(registry, context);
  return registry;
}
