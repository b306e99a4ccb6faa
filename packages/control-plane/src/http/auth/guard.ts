import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ANYONE, OPEN_PRINCIPAL, SkeinError, requireRole } from '@skein/contracts';
import type { Principal, Role } from '@skein/contracts';
import type { AppContext } from '../../app/context.ts';
import { LAMBDA_PATH } from '../lambda/path.ts';
import { requireSameMachine } from '../same-machine.ts';
import { isStatesRequest } from '../states/route.ts';
import { readBearer } from './bearer.ts';
import { isSigned } from './signature-v4/read-signature.ts';
import { toSignedRequest } from './signature-v4/signed-request.ts';
import { SignatureVerifier } from './signature-v4/verifier.ts';
import type { Claim } from './signature-v4/verifier.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least role that may use the route. A route without one is refused when it is added. */
    role?: Role | 'anyone';
  }
  interface FastifyRequest {
    /** Who the request acts for. */
    principal: Principal;
  }
  interface FastifyInstance {
    /** Every route that has been added, as `GET /v1/functions`, with its role: for the test that none goes untested. */
    guardedRoutes: Map<string, Role | 'anyone'>;
  }
}

/** Sets the principal of every request before its route sees it, and refuses those whose role is not enough for the route. */
export function guardRoutes(app: FastifyInstance, context: AppContext): void {
  const verifier = new SignatureVerifier(context);
  const claims = new WeakMap<FastifyRequest, Claim>();
  app.decorateRequest('principal');
  app.decorate('guardedRoutes', new Map<string, Role | 'anyone'>());
  app.addHook('onRoute', ({ config, method, url }) => {
    const route = `${String(method)} ${url}`;
    if (config?.role === undefined) throw new SkeinError('internal', { reason: `${route} names no role` });
    app.guardedRoutes.set(route, config.role);
  });
  // Before the body is read: who may not use the route does not get to send one.
  app.addHook('onRequest', async (request) => {
    const identified = identify(request, context, verifier);
    if ('signature' in identified) claims.set(request, identified);
    else admit(request, identified);
  });
  app.addHook('preValidation', async (request) => {
    const claim = claims.get(request);
    if (claim !== undefined) admit(request, verifier.complete(claim, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)));
  });
}

/** Who a request is from, or who it claims to be from, when that can be said only by its body. */
function identify(request: FastifyRequest, { keys }: AppContext, verifier: SignatureVerifier): Principal | Claim {
  const { headers, is404, routeOptions } = request;
  if (!keys.areInForce) {
    requireSameMachine(headers.host, headers.origin);
    return OPEN_PRINCIPAL;
  }
  if (is404 || routeOptions.config.role === 'anyone') return ANYONE;
  const secret = readBearer(headers.authorization);
  if (secret !== undefined) return keys.authenticate(secret);
  const service = serviceOf(request);
  const signed = toSignedRequest(request.raw);
  if (service === undefined || !isSigned(signed)) throw new SkeinError('key_missing');
  return verifier.begin(signed, service);
}

/** What AWS's tools sign their requests for; undefined for what is not theirs. */
function serviceOf(request: FastifyRequest): string | undefined {
  if (LAMBDA_PATH.test(request.url)) return 'lambda';
  return isStatesRequest(request) ? 'states' : undefined;
}

function admit(request: FastifyRequest, principal: Principal): void {
  request.principal = principal;
  const { role, operation, operationId } = request.routeOptions.config;
  if (role === undefined || role === 'anyone') return;
  requireRole(principal, role, operation ?? operationId ?? request.url);
}
