import { z } from 'zod';
import { ERROR_KINDS } from '../errors/kinds.ts';
import type { ErrorCode } from '../errors/kinds.ts';
import { KEY_ERRORS } from './route.ts';
import type { AnswerShape, BodyShape, ErrorForm, RouteDefinition } from './route.ts';
import { TASK_ERROR_FORM, TASK_ROUTES } from './task-routes.ts';
import { V1_ERROR_FORM, V1_ROUTES } from './v1-routes.ts';

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of every API that is our own ("OpenAPI Specification", version 3.1.1). A release has one and the same. */
export function renderOpenApi(release: string): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  const describe = (routes: Readonly<Record<string, RouteDefinition>>, form: ErrorForm): void => {
    for (const route of Object.values(routes))
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: renderOperation(route, form) };
  };
  describe(V1_ROUTES, V1_ERROR_FORM);
  describe(TASK_ROUTES, TASK_ERROR_FORM);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Skein',
      version: release,
      description: "Skein's own API, and the task API of MPCSFaaS. The APIs of AWS, on the same port, are described by AWS.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:8080', description: 'A server on this machine' }],
    paths,
    components: {
      schemas: Object.fromEntries([V1_ERROR_FORM, TASK_ERROR_FORM].map(({ name, shape }) => [name, toJsonSchema(shape, 'output')])) as Json,
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

function renderOperation(route: RouteDefinition, form: ErrorForm): Json {
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
      ...renderErrors(form, [...(role === 'anyone' ? [] : KEY_ERRORS), ...route.errors, ...bodyErrors(body, form), ...form.common]),
    },
  };
}

/** What can be wrong with a document before anything has looked at what it says. */
function bodyErrors(body: BodyShape | undefined, { document }: ErrorForm): readonly ErrorCode[] {
  return body !== undefined && 'json' in body ? document : [];
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
function renderErrors({ name, statuses }: ErrorForm, codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => statuses[code] ?? ERROR_KINDS[code].httpStatus);
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
  const entries = [...byStatus].map(([status, found]) => [status, { description: found.join(', '), content }]);
  return Object.fromEntries(entries) as Json;
}

function toJsonSchema(shape: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, { io, target: 'draft-2020-12' });
  return schema;
}
