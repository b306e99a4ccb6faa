import { z } from 'zod';
import { ERROR_KINDS } from '../errors/kinds.ts';
import type { ErrorCode } from '../errors/kinds.ts';
import { COMMON_ERRORS, DOCUMENT_ERRORS, KEY_ERRORS } from './route.ts';
import type { AnswerShape, BodyShape, RouteDefinition } from './route.ts';
import { errorShown } from './shapes.ts';

type Json = Readonly<Record<string, unknown>>;

/** An OpenAPI 3.1 document of routes ("OpenAPI Specification", version 3.1.1). The same routes give the same document. */
export function renderOpenApi(routes: readonly RouteDefinition[], release: string): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: renderOperation(route) };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Skein',
      version: release,
      description: "Skein's own API. The AWS Lambda API, on the same port, is described by AWS.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:8080', description: 'A server on this machine' }],
    paths,
    components: {
      schemas: { Error: toJsonSchema(errorShown, 'output') },
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'The secret of a key. A server on a loopback address without keys asks for none.',
        },
      },
    },
  };
}

function renderOperation(route: RouteDefinition): Json {
  const { operationId, summary, role, body, bodyMaxBytes, status, answer, answerHeaders = {} } = route;
  const headers = Object.entries(answerHeaders).map(([name, description]) => [name, { description, schema: { type: 'string' } }]);
  return {
    operationId,
    summary,
    'x-skein-role': role,
    security: role === 'anyone' ? [] : [{ key: [] }],
    parameters: [...renderParameters(route.parameters, 'path'), ...renderParameters(route.query, 'query')],
    ...(body && { requestBody: { required: 'json' in body, description: limitText(bodyMaxBytes), content: renderContent(body, 'input') } }),
    responses: {
      [status]: {
        description: status === 204 ? 'Done.' : 'The answer.',
        ...(headers.length > 0 && { headers: Object.fromEntries(headers) as Json }),
        ...(answer && { content: renderContent(answer, 'output') }),
      },
      ...renderErrors([...(role === 'anyone' ? [] : KEY_ERRORS), ...route.errors, ...bodyErrors(body)]),
    },
  };
}

/** What can be wrong with a document before anything has looked at what it says. */
function bodyErrors(body: BodyShape | undefined): readonly ErrorCode[] {
  return body !== undefined && 'json' in body ? DOCUMENT_ERRORS : [];
}

function limitText(bodyMaxBytes: number | undefined): string {
  return bodyMaxBytes === undefined ? '' : `At most ${bodyMaxBytes} bytes.`;
}

function renderParameters(shape: z.ZodObject | undefined, place: 'path' | 'query'): readonly Json[] {
  if (shape === undefined) return [];
  const { properties = {}, required = [] } = toJsonSchema(shape, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

function renderContent(shape: BodyShape | NonNullable<AnswerShape>, direction: 'input' | 'output'): Json {
  if ('json' in shape) return { 'application/json': { schema: toJsonSchema(shape.json, direction) } };
  return { ['bytes' in shape ? shape.bytes : shape.stream]: {} };
}

/** Errors by status, because a document has one entry for each; the codes are in the description. */
function renderErrors(codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy([...codes, ...COMMON_ERRORS], (code) => ERROR_KINDS[code].httpStatus);
  const entries = [...byStatus].map(([status, found]) => [
    status,
    { description: found.join(', '), content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
  ]);
  return Object.fromEntries(entries) as Json;
}

function toJsonSchema(shape: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, { io, target: 'draft-2020-12' });
  return schema;
}
