import type { IncomingMessage } from 'node:http';
import Fastify from 'fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  CONTROL_REQUEST_MAX_BYTES,
  HEADERS_TIMEOUT_MS,
  HEADER_MAX_BYTES,
  KEEP_ALIVE_MS,
  REQUEST_TIMEOUT_MS,
  SkeinError,
  toSkeinError,
} from '@skein/contracts';
import { guardRoutes } from './auth/guard.ts';
import { answerClientError, encodeRefusal } from './client-error.ts';
import { renderLambdaError } from './lambda/errors.ts';
import { isReadableType } from './lambda/media-type.ts';
import { LAMBDA_PATH } from './lambda/path.ts';
import { LAMBDA_ROUTES } from './lambda/routes.ts';
import { createPlainServer } from './plain-server.ts';
import { renderStatesError } from './states/errors.ts';
import { isStatesRequest, operationOf, statesRoute } from './states/route.ts';
import type { HttpOptions } from './server-options.ts';
import { isTaskPath, renderTaskError } from './tasks/errors.ts';
import { TASK_ROUTE_MODULES } from './tasks/routes.ts';
import { renderV1Error } from './v1/errors.ts';
import { methodsOf } from './v1/methods-of.ts';
import { V1_ROUTE_MODULES } from './v1/routes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name of the AWS operation, for texts that quote it. */
    operation?: string;
    /** Limit of a body, in bytes, where Fastify is given another so that an answer can be in the operation's own words. */
    limitBytes?: number;
    /** Id of the entry in the route table of `/v1`. */
    operationId?: string;
  }
}

/** How often connections are looked at whose requests come too slowly, in ms; only for a server that was not handed in. */
const CONNECTIONS_CHECK_MS = 30_000;

/** The ordinary HTTP server: every route of both APIs. It listens only through the front. */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const { context, httpServer } = options;
  const app = Fastify({
    bodyLimit: CONTROL_REQUEST_MAX_BYTES,
    genReqId: () => context.newId(),
    requestTimeout: REQUEST_TIMEOUT_MS,
    logger: false,
    // What is too long for a name is said by the check of names, in its words.
    routerOptions: { maxParamLength: HEADER_MAX_BYTES, ignoreTrailingSlash: true },
    serverFactory: (handler) => (httpServer ?? createPlainServer(CONNECTIONS_CHECK_MS)).on('request', handler),
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply, options),
    clientErrorHandler: (error, socket) => answerClientError(error, socket, context.newId(), context.scope),
  });
  app.server.on('connect', ({ method = '', url = '' }, socket) => {
    const error = new SkeinError('method_not_allowed', { method, path: url });
    socket.end(encodeRefusal(error, undefined, context.newId(), context.scope));
  });
  app.server.on('checkExpectation', (request: IncomingMessage) => {
    const error = new SkeinError('invalid_request', { reason: `Nothing is known of the expectation ${request.headers.expect ?? ''}.` });
    request.socket.end(encodeRefusal(error, request.url, context.newId(), context.scope));
  });
  app.server.headersTimeout = HEADERS_TIMEOUT_MS;
  app.server.keepAliveTimeout = KEEP_ALIVE_MS;
  takeBodiesAsBytes(app);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-amzn-requestid', request.id);
    refuseSecondHost(request);
  });
  guardRoutes(app, context);
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, options));
  app.setNotFoundHandler((request, reply) => sendError(unknownRoute(request, reply), request, reply, options));
  for (const add of [...LAMBDA_ROUTES, ...V1_ROUTE_MODULES, ...TASK_ROUTE_MODULES, statesRoute]) add(app, options);
  return app;
}

/** Of two hosts Node.js would take the first, and a server before this one perhaps the other (RFC 9112, section 3.2). */
function refuseSecondHost({ raw: { rawHeaders } }: FastifyRequest): void {
  const hosts = rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host');
  if (hosts.length > 1) throw new SkeinError('invalid_request', { reason: 'It names more than one host.' });
}

/** Events are carried, not parsed; routes that want JSON parse it against a shape. */
function takeBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, ({ url, headers }, body, done) => {
    const contentType = headers['content-type'];
    const isRefused = contentType !== undefined && LAMBDA_PATH.test(url) && !isReadableType(contentType);
    if (isRefused) done(new SkeinError('unsupported_media_type', { contentType }));
    else done(null, body);
  });
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
    const { status, name, fields } = renderLambdaError(withOperation(error, request.routeOptions.config.operation), context.scope);
    await reply.code(status).header('x-amzn-errortype', name).type('application/json').send(fields);
    return;
  }
  if (isStatesRequest(request)) {
    const { status, body } = renderStatesError(withOperation(error, operationOf(request)), context.scope);
    await reply.code(status).type('application/x-amz-json-1.0').send(JSON.stringify(body));
    return;
  }
  const { status, body } = isTaskPath(request.url) ? renderTaskError(error) : renderV1Error(error);
  // RFC 9110, section 11.6.1: an answer 401 says how to do better.
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  await reply.code(status).type('application/json').send(body);
}

function fromFastify(thrown: unknown, request: FastifyRequest): SkeinError {
  const code = (thrown as Partial<FastifyError>).code;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return requestTooLarge(request);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new SkeinError('unsupported_media_type', { contentType: request.headers['content-type'] ?? '' });
  const status = (thrown as Partial<FastifyError>).statusCode;
  if (thrown instanceof Error && status !== undefined && status < 500)
    return new SkeinError('invalid_request', { reason: `${thrown.message}.` }, { cause: thrown });
  return toSkeinError(thrown);
}

/** A refusal quotes what was asked for in the words of the API, which the use case that refused does not know. */
function withOperation(error: SkeinError, operation: string | undefined): SkeinError {
  if (error.code !== 'access_denied' || operation === undefined) return error;
  return new SkeinError('access_denied', { ...error.details, operation }, { cause: error });
}

function requestTooLarge({ routeOptions }: FastifyRequest): SkeinError {
  const { operation, limitBytes = routeOptions.bodyLimit } = routeOptions.config;
  return new SkeinError('request_too_large', { limitBytes, ...(operation === undefined ? {} : { operation }) });
}
