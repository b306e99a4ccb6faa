import type { FastifyInstance } from 'fastify';
import { OPEN_PRINCIPAL, SkeinError, requireRole } from '@skein/contracts';
import type { Principal, Role } from '@skein/contracts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least role that may use the route. A route without one is refused when it is added. */
    role?: Role | 'anyone';
  }
  interface FastifyRequest {
    /** Who the request acts for. */
    principal: Principal;
  }
}

/** Sets the principal of every request before its route sees it, and refuses those whose role is not enough for the route. */
export function guardRoutes(app: FastifyInstance): void {
  app.decorateRequest('principal', { getter: () => OPEN_PRINCIPAL });
  app.addHook('onRoute', ({ config, method, url }) => {
    if (config?.role === undefined) throw new SkeinError('internal', { reason: `${String(method)} ${url} names no role` });
  });
  app.addHook('preValidation', async ({ principal, routeOptions: { config } }) => {
    if (config.role === undefined || config.role === 'anyone') return;
    requireRole(principal, config.role, config.operation ?? config.operationId ?? 'this');
  });
}
