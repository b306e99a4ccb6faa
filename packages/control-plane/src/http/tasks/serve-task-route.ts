import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SkeinError } from '@skein/contracts';
import type { RouteDefinition } from '@skein/contracts';
import type { z } from 'zod';
import { isCalledJson, routeOptions } from '../route-options.ts';
import { findProblems } from './find-problems.ts';
import type { Problem } from './find-problems.ts';

type BodyOf<Route> = Route extends { readonly body: { readonly json: infer Shape extends z.ZodType } } ? z.output<Shape> : undefined;
type AnswerOf<Route> = Route extends { readonly answer: { readonly json: infer Shape extends z.ZodType } } ? z.input<Shape> : never;

/** Adds a route of the task API: what is wrong with a request is said as FastAPI says it. */
export function serveTaskRoute<const Route extends RouteDefinition>(
  app: FastifyInstance,
  route: Route,
  answer: (body: BodyOf<Route>, request: FastifyRequest) => Promise<AnswerOf<Route>>,
): void {
  app.route({
    ...routeOptions(route),
    async handler(request, reply) {
      // The type says what the shape of this route makes of it.
      const body = readBody(route, request) as BodyOf<Route>;
      return await reply.code(route.status).send(await answer(body, request));
    },
  });
}

/** The id at the end of a path. */
export function taskIdOf({ params }: FastifyRequest): string {
  return String((params as Readonly<Record<string, unknown>>)['task_id']).toLowerCase();
}

function readBody({ body: shape }: RouteDefinition, request: FastifyRequest): unknown {
  if (shape === undefined || !('json' in shape)) return undefined;
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (bytes.length === 0) throw unprocessable([{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }]);
  // What is not called JSON is a text to FastAPI, and no document.
  const body = isCalledJson(request.headers['content-type']) ? parseJson(bytes) : bytes.toString();
  const parsed = shape.json.safeParse(body);
  if (!parsed.success) throw unprocessable(findProblems(body, parsed.error));
  return parsed.data;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause);
    const problem = { type: 'json_invalid', loc: ['body', positionOf(error)], msg: 'JSON decode error', input: {}, ctx: { error } };
    throw unprocessable([problem], cause);
  }
}

function positionOf(error: string): number {
  return Number(/at position (\d+)/.exec(error)?.[1] ?? 0);
}

function unprocessable(problems: readonly Problem[], cause?: unknown): SkeinError {
  const reason = problems.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ');
  return new SkeinError('unprocessable', { reason, problems: JSON.stringify(problems) }, { cause });
}
