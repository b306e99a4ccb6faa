import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SkeinError, parseDocument } from '@skein/contracts';
import type { RouteDefinition } from '@skein/contracts';
import type { z } from 'zod';
import { isCalledJson, routeOptions } from '../route-options.ts';

/** A request whose parts have been checked against their shapes. */
export interface RouteInput<Route extends RouteDefinition> {
  readonly parameters: ShapeOf<Route, 'parameters'>;
  readonly query: ShapeOf<Route, 'query'>;
  /** The document of a JSON body; of a body that is carried, its bytes. */
  readonly body: BodyOf<Route>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type ShapeOf<Route, Part extends 'parameters' | 'query'> =
  Route extends Readonly<Record<Part, infer Shape extends z.ZodType>> ? z.output<Shape> : Readonly<Record<string, never>>;
type BodyOf<Route> = Route extends { readonly body: { readonly json: infer Shape extends z.ZodType } } ? z.output<Shape> : Buffer;
type AnswerOf<Route> = Route extends { readonly answer: { readonly json: infer Shape extends z.ZodType } }
  ? z.input<Shape>
  : Route extends { readonly answer: { readonly stream: string } }
    ? Readable
    : Buffer | string | undefined;

/** Adds a route of the table to the server: `answer` is called with checked input, and gives the document or the bytes to send. */
export function serveRoute<const Route extends RouteDefinition>(
  app: FastifyInstance,
  route: Route,
  answer: (input: RouteInput<Route>) => Promise<AnswerOf<Route>> | AnswerOf<Route>,
): void {
  app.route({
    ...routeOptions(route),
    async handler(request, reply) {
      const result = await answer({ ...readInput(route, request), request, reply });
      void reply.code(route.status);
      const type = carriedType(route);
      if (type !== undefined && !reply.hasHeader('content-type')) void reply.type(type);
      return await reply.send(result);
    },
  });
}

/** The type of an answer that is no document. */
function carriedType({ answer }: RouteDefinition): string | undefined {
  if (answer === undefined || 'json' in answer) return undefined;
  return 'bytes' in answer ? answer.bytes : answer.stream;
}

function readInput<Route extends RouteDefinition>(
  route: Route,
  request: FastifyRequest,
): Pick<RouteInput<Route>, 'parameters' | 'query' | 'body'> {
  // The types say what the shapes of this route make of it.
  return {
    parameters: read(route.parameters, request.params),
    query: read(route.query, request.query),
    body: readBody(route, request),
  } as Pick<RouteInput<Route>, 'parameters' | 'query' | 'body'>;
}

function readBody({ body }: RouteDefinition, request: FastifyRequest): unknown {
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (body === undefined || !('json' in body)) return bytes;
  requireJson(request.headers['content-type']);
  return read(body.json, parseDocument(bytes));
}

/** A document that is read has to be called JSON, or nothing. Bytes that are only carried are judged by what reads them later. */
function requireJson(contentType: string | undefined): void {
  if (!isCalledJson(contentType)) throw new SkeinError('unsupported_media_type', { contentType: contentType ?? '' });
}

function read(shape: z.ZodType | undefined, value: unknown): unknown {
  if (shape === undefined) return {};
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  throw new SkeinError('invalid_request', { reason: reasons.join('; ') });
}
