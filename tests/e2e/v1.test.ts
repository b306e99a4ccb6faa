import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { TASK_ROUTES, V1_ROUTES } from '@skein/contracts';
import { packFiles } from '@skein/packaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { Answer, TestServer } from '../support/test-server.ts';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: object };
}
interface OpenApiOperation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>>;
}

const CODE = 'def handler(event, context):\n  if event == "fail": raise ValueError("no good")\n  print("seen", event)\n  return event\n';

const ROUTES = { ...V1_ROUTES, ...TASK_ROUTES };

let server: TestServer;
let document: OpenApi;
let zip: Buffer;

beforeAll(async () => {
  server = await startTestServer();
  document = JSON.parse((await server.call('GET', '/v1/openapi.json')).text) as OpenApi;
  zip = await packFiles({ 'app.py': CODE });
});
afterAll(() => server[Symbol.asyncDispose]());

const ajv = new Ajv2020({ strict: false, formats: { uri: true } });

/** Sends a request and checks that the answer is one that the OpenAPI document promises for this operation. */
async function call(
  operationId: keyof typeof ROUTES,
  urlPath: string,
  body?: unknown,
): Promise<Answer & { json: Record<string, unknown> }> {
  const { method, path } = ROUTES[operationId];
  const answer = Buffer.isBuffer(body) ? await send(method, urlPath, body) : await server.call(method, urlPath, body);
  const promised = document.paths[path]?.[method.toLowerCase()]?.responses[answer.status];
  expect(promised, `${operationId} answered ${answer.status}: ${answer.text}`).toBeDefined();
  const schema = promised?.content?.['application/json']?.schema;
  const json = answer.headers.get('content-type')?.startsWith('application/json') === true ? JSON.parse(answer.text) : {};
  if (schema !== undefined) {
    const isValid = ajv.validate({ ...schema, components: document.components }, json);
    expect(isValid, `${ajv.errorsText()}: ${answer.text}`).toBe(true);
  }
  return { ...answer, json: json as Record<string, unknown> };
}

async function send(method: string, urlPath: string, body: Buffer): Promise<Answer> {
  const response = await fetch(server.url + urlPath, { method, body, headers: { 'content-type': 'application/zip' } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function create(name: string, changes: object = {}): Promise<Record<string, unknown>> {
  const body = { name, runtime: 'python3.11', handler: 'app.handler', zip: zip.toString('base64'), ...changes };
  return (await call('createFunction', '/v1/functions', body)).json;
}

function errorCode({ json }: { json: Record<string, unknown> }): unknown {
  return (json['error'] as Record<string, unknown> | undefined)?.['code'];
}

describe('Own API `/v1`, OpenAPI generated from the route table', () => {
  test('the document is valid OpenAPI and has every route of the table, with its role and errors', async () => {
    expect(await new Validator().validate(JSON.parse(JSON.stringify(document)) as Record<string, unknown>)).toMatchObject({ valid: true });
    const described = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(described.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
    expect(document.paths['/v1/functions']?.['post']).toMatchObject({ 'x-skein-role': 'developer' });
    expect(JSON.stringify(document.paths['/v1/functions/{name}'])).toContain('function_not_found');
  });

  test('the task API answers what the document promises, errors in a shape of their own', async () => {
    const functionId = '00000000-0000-4000-8000-000000000000';
    expect((await call('getTaskStatus', `/status/${functionId}`)).status).toBe(404);
    expect((await call('getTaskResult', `/result/${functionId}`)).status).toBe(404);
    const unknown = await call('executeFunction', '/execute_function', { function_id: functionId, payload: 'gAROLg==' });
    expect(unknown).toMatchObject({ status: 400, json: { detail: expect.any(String) } });
    expect(await call('executeFunction', '/execute_function', { payload: 5 })).toMatchObject({
      status: 422,
      json: { detail: { length: 2 } },
    });
    expect((await call('registerFunction', '/register_function', 'no document')).status).toBe(422);
  });

  test('functions: create, get, list, change, new code, delete', async () => {
    const created = await create('life', { memoryMb: 256, environment: { WORD: 'x' }, tags: { team: 'a' } });
    expect(created).toMatchObject({ name: 'life', memoryMb: 256, tags: { team: 'a' }, revisionNumber: 1, timeoutSeconds: 3 });
    await call('invokeFunction', '/v1/functions/life/invoke', '1');
    expect((await call('getFunction', '/v1/functions/life')).json).toMatchObject({ state: 'Active', environment: { WORD: 'x' } });
    const changed = await call('updateFunction', '/v1/functions/life', { timeoutSeconds: 9, revisionId: created['revisionId'] });
    expect(changed.json).toMatchObject({ timeoutSeconds: 9, memoryMb: 256, revisionNumber: 2 });
    await call('invokeFunction', '/v1/functions/life/invoke', '1');
    expect(errorCode(await call('updateFunction', '/v1/functions/life', { timeoutSeconds: 8, revisionId: created['revisionId'] }))).toBe(
      'revision_mismatch',
    );
    const code = await packFiles({ 'app.py': 'def handler(event, context): return "new"\n' });
    expect((await call('putFunctionCode', '/v1/functions/life/code', code)).json).toMatchObject({ package: { sizeBytes: code.length } });
    expect((await call('invokeFunction', '/v1/functions/life/invoke', '1')).text).toBe('"new"');
    expect((await call('deleteFunction', '/v1/functions/life')).status).toBe(204);
    expect(errorCode(await call('getFunction', '/v1/functions/life'))).toBe('function_not_found');
  });

  test('functions are listed a page at a time', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await create(name);
    const first = await call('listFunctions', '/v1/functions?limit=2&after=page');
    expect(first.json).toMatchObject({ functions: [{ name: 'page-a' }, { name: 'page-b' }], nextAfter: 'page-b' });
    const rest = await call('listFunctions', '/v1/functions?limit=2&after=page-b');
    expect(rest.json).toMatchObject({ functions: [{ name: 'page-c' }], nextAfter: null });
  });

  test('invocations by id (status, timings, error, logs; never 404 after an answer)', async () => {
    await create('called');
    const good = await call('invokeFunction', '/v1/functions/called/invoke', '"hello"');
    expect(good.text).toBe('"hello"');
    const id = good.headers.get('x-skein-invocation-id') ?? '';
    expect((await call('getInvocation', `/v1/invocations/${id}`)).json).toMatchObject({
      id,
      functionName: 'called',
      status: 'SUCCEEDED',
      usage: { memoryMb: 128 },
      log: expect.stringMatching(/^START .*\nseen hello\n(SKEIN.*\n)?END .*\nREPORT /),
    });
    const bad = await call('invokeFunction', '/v1/functions/called/invoke', '"fail"');
    expect(bad.headers.get('x-skein-function-error')).toBe('handler_error');
    expect(JSON.parse(bad.text)).toMatchObject({ errorType: 'ValueError' });
    const failed = await call('listInvocations', '/v1/invocations?function=called&status=FAILED');
    expect(failed.json).toMatchObject({ invocations: [{ id: bad.headers.get('x-skein-invocation-id'), error: 'handler_error' }] });
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let round = 0; round < 25; round += 1) {
          const { headers } = await server.invoke('called', '1');
          const shown = await server.call('GET', `/v1/invocations/${headers.get('x-amzn-requestid')}`);
          expect(shown.status).toBe(200);
        }
      }),
    );
  });

  test('`/health`, `/metrics` (Prometheus)', async () => {
    expect((await call('getHealth', '/health')).json).toEqual({ status: 'ok', release: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    await create('measured');
    for (let round = 0; round < 3; round += 1) await server.invoke('measured', '1');
    await server.invoke('measured', '"fail"');
    const { text, headers } = await call('getMetrics', '/metrics');
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const figure = (line: string): number =>
      Number(
        text
          .split('\n')
          .find((each) => each.startsWith(`${line} `))
          ?.split(' ')
          .at(-1),
      );
    expect(figure('skein_invocations_total{function="measured",outcome="success"}')).toBe(3);
    expect(figure('skein_invocations_total{function="measured",outcome="handler_error"}')).toBe(1);
    expect(figure('skein_cold_starts_total{function="measured"}')).toBe(1);
    expect(figure('skein_invocation_duration_seconds_count{function="measured"}')).toBe(4);
    expect(figure('skein_invocation_duration_seconds_bucket{function="measured",le="+Inf"}')).toBe(4);
    expect(figure('skein_invocation_duration_seconds_bucket{function="measured",le="900"}')).toBe(4);
    expect(figure('skein_sandboxes_idle')).toBeGreaterThan(0);
    expect(figure('skein_memory_budget_bytes')).toBeGreaterThan(0);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    for (const line of text.split('\n')) expect(line).toMatch(/^(#.*|[a-z_][a-z0-9_]*(\{.*\})? -?[\d.e+-]+(NaN)?|)$/);
  });
});

describe('errors of `/v1`, each in the same shape', () => {
  test.each([
    ['createFunction', '/v1/functions', '{', 400, 'invalid_request_content'],
    ['createFunction', '/v1/functions', {}, 400, 'invalid_request'],
    ['createFunction', '/v1/functions', { name: 'x', runtime: 'python3.11', handler: 'a.b', zip: '', memory: 3 }, 400, 'invalid_request'],
    ['createFunction', '/v1/functions', { name: 'x y', runtime: 'python3.11', handler: 'a.b', zip: '' }, 400, 'invalid_parameter'],
    ['createFunction', '/v1/functions', { name: 'x', runtime: 'java21', handler: 'a.b', zip: '' }, 400, 'unsupported_runtime'],
    ['createFunction', '/v1/functions', { name: 'x', runtime: 'python3.11', handler: 'a.b', zip: 'AAAA' }, 400, 'invalid_package'],
    ['listFunctions', '/v1/functions?limit=0', undefined, 400, 'invalid_request'],
    ['listFunctions', '/v1/functions?colour=red', undefined, 400, 'invalid_request'],
    ['listInvocations', '/v1/invocations?status=GONE', undefined, 400, 'invalid_request'],
    ['getFunction', '/v1/functions/absent', undefined, 404, 'function_not_found'],
    ['deleteFunction', '/v1/functions/absent', undefined, 404, 'function_not_found'],
    ['invokeFunction', '/v1/functions/absent/invoke', '{}', 404, 'function_not_found'],
    ['getInvocation', '/v1/invocations/absent', undefined, 404, 'invocation_not_found'],
  ] as const)('%s %s %j', async (operationId, urlPath, body, status, code) => {
    const answer = await call(operationId, urlPath, body);
    expect([answer.status, errorCode(answer)]).toEqual([status, code]);
  });

  test('an event that is no JSON is refused with the place of the mistake', async () => {
    await create('strict');
    expect(errorCode(await call('invokeFunction', '/v1/functions/strict/invoke', '{"a":'))).toBe('invalid_request_content');
  });

  test('a path that does not exist, and a method that a path does not have', async () => {
    expect(JSON.parse((await server.call('GET', '/v1/nothing')).text)).toMatchObject({ error: { code: 'route_not_found' } });
    const refused = await server.call('PUT', '/v1/functions', '{}');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(JSON.parse(refused.text)).toMatchObject({ error: { code: 'method_not_allowed' } });
    expect((await server.call('DELETE', '/v1/openapi.json?a=b')).headers.get('allow')).toBe('GET');
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])('a document that calls itself %s', async (type) => {
    const refused = await server.call('POST', '/v1/functions', '{}', { 'content-type': type });
    expect(refused.status).toBe(415);
    expect(JSON.parse(refused.text)).toMatchObject({ error: { code: 'unsupported_media_type' } });
  });

  test('a path of the AWS API that does not exist is refused in its shape', async () => {
    for (const [method, path] of [
      ['GET', '/2015-03-31/nothing'],
      ['PATCH', '/2015-03-31/functions'],
    ] as const) {
      const refused = await server.call(method, path);
      expect([refused.status, refused.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
      expect(JSON.parse(refused.text)).toEqual({ Message: expect.stringContaining(path) });
    }
  });
});
