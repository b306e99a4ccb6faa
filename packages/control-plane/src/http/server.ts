import { createServer } from 'node:http';
import Fastify from 'fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  CONTROL_REQUEST_MAX_BYTES,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  OPEN_PRINCIPAL,
  REQUEST_TIMEOUT_MS,
  SkeinError,
  toSkeinError,
} from '@skein/contracts';
import type { Principal } from '@skein/contracts';
import { renderLambdaError } from './lambda/errors.ts';
import { LAMBDA_ROUTES } from './lambda/routes.ts';
import { requireSameMachine } from './same-machine.ts';
import { renderStatesError } from './states/errors.ts';
import { isStatesRequest, statesRoute } from './states/route.ts';
import type { HttpOptions } from './server-options.ts';
import { renderV1Error } from './v1/errors.ts';
import { methodsOf } from './v1/methods-of.ts';
import { V1_ROUTE_MODULES } from './v1/routes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name of the AWS operation, for texts that quote it. */
    operation?: string;
    /** Id of the entry in the route table of `/v1`. */
    operationId?: string;
  }
  interface FastifyRequest {
    /** Who the request acts for. */
    principal: Principal;
  }
}

const LAMBDA_PATH = /^\/20\d\d-\d\d-\d\d\//;
const FUNCTION_PATH_MAX_LENGTH = 1_000;

/** The ordinary HTTP server: every route of both APIs. It listens only through the front. */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const { context, httpServer } = options;
  const app = Fastify({
    bodyLimit: CONTROL_REQUEST_MAX_BYTES,
    genReqId: () => context.newId(),
    requestTimeout: REQUEST_TIMEOUT_MS,
    logger: false,
    routerOptions: { maxParamLength: FUNCTION_PATH_MAX_LENGTH, ignoreTrailingSlash: true },
    serverFactory: (handler) => (httpServer ?? createServer()).on('request', handler),
  });
  app.server.headersTimeout = HEADERS_TIMEOUT_MS;
  app.server.keepAliveTimeout = KEEP_ALIVE_MS;
  app.decorateRequest('principal', { getter: () => OPEN_PRINCIPAL });
  takeBodiesAsBytes(app);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-amzn-requestid', request.id);
    requireSameMachine(request.headers.host, request.headers.origin);
  });
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, options));
  app.setNotFoundHandler((request, reply) => sendError(unknownRoute(request, reply), request, reply, options));
  for (const add of [...LAMBDA_ROUTES, ...V1_ROUTE_MODULES, statesRoute]) add(app, options);
  return app;
}

/** Events are carried, not parsed; routes that want JSON parse it against a shape. */
function takeBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** What is wrong with a request that no route takes: its path, or only its method. */
function unknownRoute({ method, url }: FastifyRequest, reply: FastifyReply): SkeinError {
  const methods = methodsOf(url);
  if (methods.length === 0) return new SkeinError('route_not_found', { method, path: url });
  void reply.header('allow', methods.join(', '));
  return new SkeinError('method_not_allowed', { method, path: url });
}

async function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply, { context }: HttpOptions): Promise<void> {
  const error = fromFastify(thrown, request);
  if (error.kind.fault === 'system') context.logger.error({ error, requestId: request.id, path: request.url }, 'a request failed');
  if (LAMBDA_PATH.test(request.url)) {
    const { status, name, fields } = renderLambdaError(error, context.scope);
    await reply.code(status).header('x-amzn-errortype', name).type('application/json').send(fields);
    return;
  }
  if (isStatesRequest(request)) {
    const { status, body } = renderStatesError(error, context.scope);
    await reply.code(status).type('application/x-amz-json-1.0').send(JSON.stringify(body));
    return;
  }
  const { status, body } = renderV1Error(error);
  await reply.code(status).type('application/json').send(body);
}

function fromFastify(thrown: unknown, request: FastifyRequest): SkeinError {
  const code = (thrown as Partial<FastifyError>).code;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return requestTooLarge(request);
  const status = (thrown as Partial<FastifyError>).statusCode;
  if (thrown instanceof Error && status !== undefined && status < 500)
    return new SkeinError('invalid_request', { reason: thrown.message }, { cause: thrown });
  return toSkeinError(thrown);
}

function requestTooLarge({ routeOptions }: FastifyRequest): SkeinError {
  const { operation } = routeOptions.config;
  return new SkeinError('request_too_large', { limitBytes: routeOptions.bodyLimit, ...(operation === undefined ? {} : { operation }) });
}
