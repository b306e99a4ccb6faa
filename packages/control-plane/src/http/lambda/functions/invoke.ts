import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  CLIENT_CONTEXT_MAX_BYTES,
  INVOKE_BODY_MAX_BYTES,
  LATEST,
  LOG_TAIL_BYTES,
  SkeinError,
  parseJsonBytes,
  renderLog,
  tailOf,
} from '@skein/contracts';
import type { Outcome } from '@skein/contracts';
import { queueEvent } from '../../../app/events/queue-event.ts';
import { dryRunFunction, eventOf, invokeFunction } from '../../../app/functions/invoke-function.ts';
import type { InvokeRequest } from '../../../app/functions/invoke-function.ts';
import type { RouteModule } from '../../route-module.ts';
import type { HttpOptions } from '../../server-options.ts';
import { isOneOf, refuseViolations } from '../validation/constraints.ts';
import type { NamedFunction } from '../validation/function-name.ts';
import { readTarget, withQualifier } from './target.ts';
import type { FunctionPath } from './target.ts';

/** Room for Fastify to take a body that is one byte over the limit, so that the answer is Lambda's and not Fastify's. */
const ROUTE = {
  bodyLimit: INVOKE_BODY_MAX_BYTES * 2,
  config: { limitBytes: INVOKE_BODY_MAX_BYTES, operation: 'InvokeFunction', role: 'invoker' },
} as const;
const INVOCATION_TYPES = ['Event', 'RequestResponse', 'DryRun'];
const LOG_TYPES = ['None', 'Tail'];

/** Invoke. The plain case is answered before Fastify, in front/; this route knows all of them. */
export const invokeRoute: RouteModule = (app, options) => {
  app.post<FunctionPath>('/2015-03-31/functions/:functionName/invocations', ROUTE, async (request, reply) => {
    const named = readTarget(request, options.context.scope);
    return await withQualifier(named.qualifier ?? LATEST, () => answer(request, reply, options, named));
  });
};

async function answer(
  request: FastifyRequest<FunctionPath>,
  reply: FastifyReply,
  options: HttpOptions,
  named: NamedFunction,
): Promise<unknown> {
  const type = header(request, 'x-amz-invocation-type') ?? 'RequestResponse';
  refuseViolations(isOneOf('invocationType', type, INVOCATION_TYPES));
  if (type === 'DryRun') return await answerDryRun(request, reply, options, named);
  if (type === 'Event') return await answerEvent(request, reply, options, named);
  return await answerRequest(request, reply, options, named);
}

async function answerDryRun(
  { principal }: FastifyRequest<FunctionPath>,
  reply: FastifyReply,
  { context }: HttpOptions,
  { functionName, qualifier }: NamedFunction,
): Promise<unknown> {
  const { version } = await dryRunFunction(context, { functionName, qualifier, principal });
  return await reply.code(204).header('x-amz-executed-version', version).send();
}

async function answerEvent(
  request: FastifyRequest<FunctionPath>,
  reply: FastifyReply,
  { context }: HttpOptions,
  named: NamedFunction,
): Promise<unknown> {
  await queueEvent(context, readRequest(request, named, 'event'));
  return await reply.code(202).send();
}

function readRequest(request: FastifyRequest<FunctionPath>, named: NamedFunction, kind: 'request' | 'event'): InvokeRequest {
  return {
    id: request.id,
    functionName: named.functionName,
    qualifier: named.qualifier === LATEST ? undefined : named.qualifier,
    kind,
    body: eventOf(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)),
    clientContext: readClientContext(header(request, 'x-amz-client-context')),
    traceId: header(request, 'x-amzn-trace-id'),
    principal: request.principal,
  };
}

async function answerRequest(
  request: FastifyRequest<FunctionPath>,
  reply: FastifyReply,
  { context }: HttpOptions,
  named: NamedFunction,
): Promise<unknown> {
  const logType = header(request, 'x-amz-log-type') ?? 'None';
  refuseViolations(isOneOf('logType', logType, LOG_TYPES));
  const chunks: Buffer[] = [];
  const outcome = await invokeFunction(context, readRequest(request, named, 'request'), { write: (chunk) => void chunks.push(chunk) });
  const payload = Buffer.concat(chunks);
  if (outcome.error === 'invalid_event') throw new SkeinError('invalid_request_content', { reason: payload.toString() });
  const version = named.qualifier ?? LATEST;
  void reply.type('application/json').header('x-amz-executed-version', version).header('x-amzn-remapped-content-length', '0');
  if (outcome.status === 'FAILED') void reply.header('x-amz-function-error', 'Unhandled');
  if (logType === 'Tail') void reply.header('x-amz-log-result', logResult(request.id, version, outcome));
  return await reply.send(payload);
}

function logResult(id: string, version: string, outcome: Outcome): string {
  const { usage, logDroppedBytes, notices } = outcome;
  return tailOf(renderLog({ id, version, log: outcome.log.toString(), logDroppedBytes, notices, usage }), LOG_TAIL_BYTES).toString(
    'base64',
  );
}

/** The client context as JSON text. It travels to the runtime as it is, so it has to be one JSON object. */
function readClientContext(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length > CLIENT_CONTEXT_MAX_BYTES || !isJsonObject(bytes)) {
    throw new SkeinError('invalid_request_content', { reason: 'Client context must be a valid Base64-encoded JSON object.' });
  }
  return bytes.toString();
}

function isJsonObject(bytes: Buffer): boolean {
  try {
    const value = parseJsonBytes(bytes);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function header(request: FastifyRequest<FunctionPath>, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
