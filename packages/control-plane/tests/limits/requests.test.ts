import {
  ACCOUNT_CODE_MAX_BYTES,
  CLIENT_CONTEXT_MAX_BYTES,
  CODE_REQUEST_MAX_BYTES,
  CONTROL_REQUEST_MAX_BYTES,
  DEFAULT_SCOPE,
  DEFINITION_REQUEST_MAX_BYTES,
  EXECUTION_REQUEST_MAX_BYTES,
  LIST_FUNCTIONS_PAGE_MAX,
  LOG_INVOCATIONS_MAX,
  NEXT_TOKEN_MAX_LENGTH,
  STATES_PAGE_MAX,
} from '@skein/contracts';
import { sampleFunction, sampleRevision } from '@skein/ports/conformance';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLE, call, openServer, untilActive, zipOf } from '../support/server-fixture.ts';
import type { ServerFixture } from '../support/server-fixture.ts';

const FUNCTIONS = '/2015-03-31/functions';
const HOST = { host: '127.0.0.1' };
let server: ServerFixture;
let zip: string;

beforeAll(async () => {
  server = await openServer();
  zip = await zipOf('pass');
  await create('present');
  await untilActive(server.app, 'present');
});
afterAll(async () => server[Symbol.asyncDispose]());

function create(name: string) {
  const body = { FunctionName: name, Runtime: 'python3.12', Handler: 'index.handler', Role: ROLE, Code: { ZipFile: zip } };
  return call(server.app, 'POST', FUNCTIONS, body);
}

/** A JSON document with white space behind it, up to a size. */
function padded(document: object, sizeBytes: number): string {
  return JSON.stringify(document).padEnd(sizeBytes, ' ');
}

test('CONTROL_REQUEST_MAX_BYTES: at the limit is taken, one past it is 413', async () => {
  const url = `${FUNCTIONS}/present/configuration`;
  expect((await call(server.app, 'PUT', url, padded({ Timeout: 4 }, CONTROL_REQUEST_MAX_BYTES))).status).toBe(200);
  const refused = await call(server.app, 'PUT', url, padded({ Timeout: 5 }, CONTROL_REQUEST_MAX_BYTES + 1));
  expect([refused.status, refused.headers['x-amzn-errortype']]).toEqual([413, 'RequestEntityTooLargeException']);
  const own = await call(server.app, 'POST', '/v1/functions', padded({}, CODE_REQUEST_MAX_BYTES + 1));
  expect([own.status, own.json]).toMatchObject([413, { error: { code: 'request_too_large' } }]);
});

test('CODE_REQUEST_MAX_BYTES: at the limit is taken, one past it is 413 with the documented text', { timeout: 120_000 }, async () => {
  await untilActive(server.app, 'present');
  const url = `${FUNCTIONS}/present/code`;
  expect((await call(server.app, 'PUT', url, padded({ ZipFile: zip }, CODE_REQUEST_MAX_BYTES))).status).toBe(200);
  const refused = await call(server.app, 'PUT', url, padded({ ZipFile: zip }, CODE_REQUEST_MAX_BYTES + 1));
  expect([refused.status, refused.headers['x-amzn-errortype']]).toEqual([413, 'RequestEntityTooLargeException']);
  expect(refused.text).toContain(`Request must be smaller than ${CODE_REQUEST_MAX_BYTES} bytes for the UpdateFunctionCode operation`);
});

test('DEFINITION_REQUEST_MAX_BYTES, EXECUTION_REQUEST_MAX_BYTES: at the limit is read, one past it is 413', async () => {
  const put = (sizeBytes: number) => call(server.app, 'PUT', '/v1/workflows/w', padded({ definition: 'none' }, sizeBytes));
  expect((await put(DEFINITION_REQUEST_MAX_BYTES)).status).toBe(400);
  expect((await put(DEFINITION_REQUEST_MAX_BYTES + 1)).status).toBe(413);
  const start = (sizeBytes: number) => call(server.app, 'POST', '/v1/workflows/w/executions', padded({ name: 'e' }, sizeBytes));
  expect((await start(EXECUTION_REQUEST_MAX_BYTES)).status).toBe(404);
  expect((await start(EXECUTION_REQUEST_MAX_BYTES + 1)).status).toBe(413);
});

test('CLIENT_CONTEXT_MAX_BYTES: at the limit is taken, one past it is refused, and so is what is no JSON object', async () => {
  await untilActive(server.app, 'present');
  const invoke = (context: string) =>
    server.app.inject({
      method: 'POST',
      url: `${FUNCTIONS}/present/invocations`,
      headers: { ...HOST, 'x-amz-client-context': Buffer.from(context).toString('base64') },
      payload: '{}',
    });
  const contextOf = (sizeBytes: number): string => JSON.stringify({ a: 'x'.repeat(sizeBytes - '{"a":""}'.length) });
  expect((await invoke(contextOf(CLIENT_CONTEXT_MAX_BYTES))).statusCode).toBe(200);
  for (const refused of [contextOf(CLIENT_CONTEXT_MAX_BYTES + 1), '[]', '{', 'null']) {
    const answer = await invoke(refused);
    expect([answer.statusCode, answer.headers['x-amzn-errortype']]).toEqual([400, 'InvalidRequestContentException']);
  }
});

test('LIST_FUNCTIONS_PAGE_MAX: a page has so many functions, also when one more is asked for', async () => {
  await using other = await openServer();
  for (let index = 0; index <= LIST_FUNCTIONS_PAGE_MAX; index += 1) {
    const name = `f${String(index).padStart(3, '0')}`;
    await other.backend.functionWriter.createFunction(sampleFunction(name), sampleRevision(name));
  }
  const list = async (maxItems: number) => (await call(other.app, 'GET', `${FUNCTIONS}?MaxItems=${maxItems}`)).json;
  for (const maxItems of [LIST_FUNCTIONS_PAGE_MAX, LIST_FUNCTIONS_PAGE_MAX + 1, 10_000]) {
    const page = await list(maxItems);
    expect(page['Functions']).toHaveLength(LIST_FUNCTIONS_PAGE_MAX);
    expect(page['NextMarker']).toBe('f049');
  }
  expect((await call(other.app, 'GET', `${FUNCTIONS}?MaxItems=10001`)).status).toBe(400);
  expect((await call(other.app, 'GET', `/v1/functions?limit=${LIST_FUNCTIONS_PAGE_MAX}`)).status).toBe(200);
  expect((await call(other.app, 'GET', `/v1/functions?limit=${LIST_FUNCTIONS_PAGE_MAX + 1}`)).status).toBe(400);
});

test('LOG_INVOCATIONS_MAX: so many calls of the past may be asked for, one more may not', async () => {
  expect((await call(server.app, 'GET', `/v1/functions/present/logs?limit=${LOG_INVOCATIONS_MAX}`)).status).toBe(200);
  expect((await call(server.app, 'GET', `/v1/functions/present/logs?limit=${LOG_INVOCATIONS_MAX + 1}`)).status).toBe(400);
});

function listStateMachines(document: object) {
  return server.app.inject({
    method: 'POST',
    url: '/',
    headers: { ...HOST, 'x-amz-target': 'AWSStepFunctions.ListStateMachines', 'content-type': 'application/x-amz-json-1.0' },
    payload: JSON.stringify(document),
  });
}

test('STATES_PAGE_MAX: a page of so many entries may be asked for, one more may not', async () => {
  expect((await listStateMachines({ maxResults: STATES_PAGE_MAX })).statusCode).toBe(200);
  const refused = await listStateMachines({ maxResults: STATES_PAGE_MAX + 1 });
  expect([refused.statusCode, refused.json()]).toMatchObject([400, { __type: 'ValidationException' }]);
});

test('NEXT_TOKEN_MAX_LENGTH: a token at the limit is read, one past it is refused', async () => {
  const tokenOf = (length: number) => ({ nextToken: 'YWFh'.repeat(length / 4 + 1).slice(0, length) });
  expect((await listStateMachines(tokenOf(NEXT_TOKEN_MAX_LENGTH))).statusCode).toBe(200);
  const refused = await listStateMachines(tokenOf(NEXT_TOKEN_MAX_LENGTH + 1));
  expect([refused.statusCode, refused.json()]).toMatchObject([400, { __type: 'ValidationException' }]);
});

test('ACCOUNT_CODE_MAX_BYTES: code that fills the account is stored, one byte more is CodeStorageExceededException', async () => {
  await using other = await openServer();
  const zipBytes = Buffer.from(zip, 'base64').length;
  const hold = (name: string, sizeBytes: number, digit: string) =>
    other.backend.functionWriter.createFunction(
      sampleFunction(name),
      sampleRevision(name, { package: { digest: digit.repeat(64), sizeBytes } }),
    );
  await hold('large', ACCOUNT_CODE_MAX_BYTES - zipBytes, 'a');
  const body = { FunctionName: 'fills', Runtime: 'python3.12', Handler: 'index.handler', Role: ROLE, Code: { ZipFile: zip } };
  expect((await call(other.app, 'POST', FUNCTIONS, body)).status).toBe(201);
  const settings = await call(other.app, 'GET', '/2016-08-19/account-settings');
  expect(settings.json).toMatchObject({
    AccountLimit: { TotalCodeSize: ACCOUNT_CODE_MAX_BYTES },
    AccountUsage: { TotalCodeSize: ACCOUNT_CODE_MAX_BYTES },
  });
  await other.backend.functionWriter.deleteFunction(DEFAULT_SCOPE, 'fills');
  await hold('more', 1, 'b');
  const refused = await call(other.app, 'POST', FUNCTIONS, body);
  expect([refused.status, refused.headers['x-amzn-errortype']]).toEqual([400, 'CodeStorageExceededException']);
});
