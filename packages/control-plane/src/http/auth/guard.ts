import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ANYONE, OPEN_PRINCIPAL, SkeinError, requireRole } from '@skein/contracts';
import type { Principal, Role } from '@skein/contracts';
import type { AppContext } from '../../app/context.ts';
import { requireSameMachine } from '../same-machine.ts';
import { readBearer } from './bearer.ts';

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
export function guardRoutes(app: FastifyInstance, context: AppContext): void {
  app.decorateRequest('principal');
  app.addHook('onRoute', ({ config, method, url }) => {
    if (config?.role === undefined) throw new SkeinError('internal', { reason: `${String(method)} ${url} names no role` });
  });
  // Before the body is read: who may not use the route does not get to send one.
  app.addHook('onRequest', async (request) => admit(request, identify(request, context)));
}

function identify({ headers, is404, routeOptions: { config } }: FastifyRequest, { keys }: AppContext): Principal {
  if (!keys.areInForce) {
    requireSameMachine(headers.host, headers.origin);
    return OPEN_PRINCIPAL;
  }
  if (is404 || config.role === 'anyone') return ANYONE;
  const secret = readBearer(headers.authorization);
  if (secret === undefined) throw new SkeinError('key_missing');
  return keys.authenticate(secret);
}

function admit(request: FastifyRequest, principal: Principal): void {
  request.principal = principal;
  const { role, operation, operationId } = request.routeOptions.config;
  if (role === undefined || role === 'anyone') return;
  requireRole(principal, role, operation ?? operationId ?? request.url);
}
