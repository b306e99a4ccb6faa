import { JSON_DEPTH_MAX } from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendRaw } from '../support/raw-request.ts';
import { startTestServer } from '../support/test-server.ts';
import type { Answer, TestServer } from '../support/test-server.ts';

/** Far more than any of these takes: it only ends a test that hangs. */
const TIMEOUT = { timeout: 120_000 };
const FUNCTIONS = '/2015-03-31/functions';
const CONFIGURATION = `${FUNCTIONS}/python/configuration`;
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function';
const HOST = 'Host: 127.0.0.1';

function nest(levels: number, open = '[', close = ']'): string {
  return open.repeat(levels) + close.repeat(levels);
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  const settings = { MemorySize: 256, Timeout: 20 };
  await server.create('python', { files: { 'app.py': 'def handler(event, context):\n    return event\n' }, settings });
  await server.create('node', { files: { 'app.js': 'exports.handler = async (event) => event;' }, runtime: 'nodejs20.x', settings });
  await expectAlive();
});
afterAll(() => server[Symbol.asyncDispose]());

async function expectAlive(): Promise<void> {
  for (const name of ['python', 'node'])
    expect((await server.invoke(name, '{"a":[1,"x"]}')).text.replaceAll(' ', '')).toBe('{"a":[1,"x"]}');
}

function refusal(answer: Answer): readonly unknown[] {
  return [answer.status, answer.headers.get('x-amzn-errortype')];
}

const BAD_EVENT = [400, 'InvalidRequestContentException'];
const INVALID = [400, 'InvalidParameterValueException'];
const VALIDATION = [400, 'ValidationException'];
const NOT_FOUND = [404, 'ResourceNotFoundException'];
const UNKNOWN = [404, 'UnknownOperationException'];
const BAD_TYPE = [415, 'UnsupportedMediaTypeException'];

describe('Bad input with the documented error in bounded time: events', () => {
  test.each([
    ['bad JSON', '{"a":'],
    ['bad JSON behind good', '{} {}'],
    ['single quotes', "{'a':1}"],
    ['NaN', 'NaN'],
    ['no UTF-8', '"\uDC00"'],
  ])('%s', TIMEOUT, async (what, text) => {
    // A text in JavaScript cannot hold broken UTF-8: the bytes are put in for the one case.
    const body = what === 'no UTF-8' ? Buffer.from('22ff22', 'hex') : Buffer.from(text);
    for (const name of ['python', 'node']) {
      for (const type of ['RequestResponse', 'Event']) {
        const response = await fetch(`${server.url}${FUNCTIONS}/${name}/invocations`, {
          method: 'POST',
          headers: { 'x-amz-invocation-type': type },
          body,
        });
        expect([name, type, response.status, response.headers.get('x-amzn-errortype')]).toEqual([name, type, ...BAD_EVENT]);
        await response.text();
      }
    }
    await expectAlive();
  });

  test.each([
    ['duplicate keys: the last one counts', '{"a":1,"a":2}', '{"a":2}'],
    ['nesting that any JSON reader knows', nest(500), nest(500)],
    ['lone surrogates pass as they are written', String.raw`{"\udfff":"\ud800"}`, String.raw`{"\udfff":"\ud800"}`],
    ['numbers beyond 2^53', '9007199254740993', /^900719925474099[23]$/],
  ])('%s', TIMEOUT, async (_what, body, expected) => {
    for (const name of ['python', 'node']) {
      const answer = await server.invoke(name, body);
      expect([answer.status, answer.headers.get('x-amz-function-error')]).toEqual([200, null]);
      expect(answer.text.replaceAll(' ', '')).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
    }
  });

  test.each([
    ['deep nesting', nest(1_000_000)],
    ['deep nesting of objects', nest(500_000, '{"a":', '}').replace('{"a":}', '{}')],
    ['deep nesting without an end', '['.repeat(2_000_000)],
    ['a number of a million digits', '9'.repeat(1_000_000)],
    ['a number that is too large', '1e999'],
  ])('%s: an answer or a documented error, and the server goes on', TIMEOUT, async (_what, body) => {
    for (const name of ['python', 'node']) {
      const answer = await server.invoke(name, body);
      expect([200, 400]).toContain(answer.status);
      if (answer.status === 400) expect(refusal(answer)).toEqual(BAD_EVENT);
      else if (answer.headers.has('x-amz-function-error')) expect(JSON.parse(answer.text)).toMatchObject({ errorType: expect.any(String) });
    }
    await expectAlive();
  });

  test('deep nesting in a queued event is refused before it is stored', async () => {
    const event = { 'x-amz-invocation-type': 'Event' };
    expect((await server.invoke('python', nest(JSON_DEPTH_MAX), event)).status).toBe(202);
    expect(refusal(await server.invoke('python', nest(JSON_DEPTH_MAX + 1), event))).toEqual(BAD_EVENT);
  });

  test('no body at all is an empty object', async () => {
    const empty = (name: string) => `POST ${FUNCTIONS}/${name}/invocations HTTP/1.1\r\n${HOST}\r\nContent-Length: 0\r\n\r\n`;
    for (const name of ['python', 'node']) {
      expect((await server.invoke(name, '')).text).toBe('{}');
      expect(await sendRaw(server.url, empty(name))).toMatch(/\r\n\r\n\{\}$/);
    }
  });

  test.each([
    ['that is no UTF-8', Buffer.from('{"a":"\u00ff"}', 'latin1')],
    ['that is nested deeply', Buffer.from(`{"a":${nest(JSON_DEPTH_MAX)}}`)],
  ])('a client context %s is refused', async (_what, context) => {
    const headers = { 'x-amz-client-context': context.toString('base64') };
    for (const name of ['python', 'node']) expect(refusal(await server.invoke(name, '{}', headers))).toEqual(BAD_EVENT);
  });

  test('a client context that is nested as deeply as it may be is carried or refused, and its sandbox lives', async () => {
    const headers = { 'x-amz-client-context': Buffer.from(`{"a":${nest(JSON_DEPTH_MAX - 1)}}`).toString('base64') };
    for (const name of ['python', 'node']) {
      const answer = await server.invoke(name, '{}', headers);
      if (answer.status === 400) expect(refusal(answer)).toEqual(BAD_EVENT);
      else expect([answer.status, answer.text]).toEqual([200, '{}']);
    }
  });
});

describe('Bad input with the documented error in bounded time: documents', () => {
  test.each([
    ['bad JSON', '{"Timeout":', BAD_EVENT],
    ['no body', '', BAD_EVENT],
    ['a list', '[]', INVALID],
    ['null', 'null', INVALID],
    ['a text where a number belongs', '{"Timeout":"5"}', INVALID],
    ['a number where a text belongs', '{"Description":5}', INVALID],
    ['a part of a second', '{"Timeout":1.5}', INVALID],
    ['huge numbers', '{"Timeout":1e400}', INVALID],
    ['huge whole numbers', '{"MemorySize":99999999999999999999}', VALIDATION],
    ['a negative number', '{"Timeout":-1}', VALIDATION],
    ['lone surrogates', String.raw`{"Description":"\ud800"}`, BAD_EVENT],
    ['lone surrogates in the environment', String.raw`{"Environment":{"Variables":{"AB":"\udfff"}}}`, BAD_EVENT],
    ['lone surrogates in a handler', String.raw`{"Handler":"\ud83d.x"}`, BAD_EVENT],
    ['deep nesting', `{"Layers":${nest(100_000)}}`, BAD_EVENT],
    ['deep nesting of what nobody reads', `{"Other":${nest(400_000)}}`, BAD_EVENT],
    ['a zero byte in the environment', String.raw`{"Environment":{"Variables":{"AB":"\u0000"}}}`, INVALID],
    ['a variable without a name', '{"Environment":{"Variables":{"":"x"}}}', INVALID],
  ])('%s', TIMEOUT, async (_what, body, expected) => {
    expect(refusal(await server.call('PUT', CONFIGURATION, body))).toEqual(expected);
    await expectAlive();
  });

  test('duplicate keys: the last one counts', async () => {
    const answer = await server.call('PUT', CONFIGURATION, '{"Timeout":5,"Timeout":21}');
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([200, { Timeout: 21 }]);
    await expectAlive();
  });

  test('our own API refuses the same with 400', async () => {
    for (const body of [
      '{',
      '[]',
      String.raw`{"description":"\ud800"}`,
      `{"x":${nest(100_000)}}`,
      '{"timeoutSeconds":1e400}',
      '{"other":1}',
    ]) {
      const answer = await server.call('PATCH', '/v1/functions/python', body);
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([400, { error: { code: expect.any(String), retryable: false } }]);
    }
  });

  test("so does the Step Functions API, in that service's words", async () => {
    const headers = { 'x-amz-target': 'AWSStepFunctions.CreateStateMachine', 'content-type': 'application/x-amz-json-1.0' };
    for (const body of ['{', '[]', '{"name":5}', `{"definition":${nest(100_000)}}`, String.raw`{"name":"\ud800"}`]) {
      const answer = await server.call('POST', '/', body, headers);
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([400, { __type: 'ValidationException' }]);
    }
  });
});

test('deep nesting in a definition and in the input of an execution is refused at once', TIMEOUT, async () => {
  const states = async (operation: string, body: object): Promise<readonly [number, Record<string, string>]> => {
    const headers = { 'x-amz-target': `AWSStepFunctions.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
    const answer = await server.call('POST', '/', body, headers);
    return [answer.status, JSON.parse(answer.text) as Record<string, string>];
  };
  const definitionOf = (result: string): string => `{"StartAt":"P","States":{"P":{"Type":"Pass","End":true,"Parameters":{"a":${result}}}}}`;
  const roleArn = 'arn:aws:iam::000000000000:role/test';
  const create = (definition: string) => states('CreateStateMachine', { name: 'deep', definition, roleArn });
  expect(await create(definitionOf(nest(50_000, '{"a":', '}').replace('"a":}', '"a":1}')))).toMatchObject([
    400,
    { __type: 'InvalidDefinition' },
  ]);
  const [status, { stateMachineArn }] = await create(definitionOf('1'));
  expect(status).toBe(200);
  const started = await states('StartExecution', { stateMachineArn, input: nest(100_000) });
  expect(started).toMatchObject([400, { __type: 'InvalidExecutionInput' }]);
  await expectAlive();
});

describe('Bad input with the documented error in bounded time: unknown functions, qualifiers, regions, accounts', () => {
  const names: readonly (readonly [what: string, name: string, expected: readonly unknown[]])[] = [
    ['an unknown function', 'nobody', NOT_FOUND],
    ['an unknown version', 'python:9', NOT_FOUND],
    ['an unknown alias', 'python:blue', NOT_FOUND],
    ['an unknown region', `${ARN.replace('us-east-1', 'eu-west-1')}:python`, NOT_FOUND],
    ['an unknown account', `${ARN.replace('000000000000', '123456789012')}:python`, NOT_FOUND],
    ['another account in a partial ARN', '123456789012:function:python', NOT_FOUND],
    ['an ARN of another service', 'arn:aws:s3:::bucket', VALIDATION],
    ['a name that could be a path', '..%2f..%2fetc', VALIDATION],
    ['a name with a zero byte', 'a%00b', VALIDATION],
    ['a name far over the limit', 'a'.repeat(10_000), VALIDATION],
    ['an ARN without an end', `${ARN}:`, VALIDATION],
  ];

  test.each(names)('%s', async (_what, name, expected) => {
    const requests = [
      ['GET', `${FUNCTIONS}/${name}`],
      ['GET', `${FUNCTIONS}/${name}/configuration`],
      ['POST', `${FUNCTIONS}/${name}/invocations`, '{}'],
      ['PUT', `${FUNCTIONS}/${name}/configuration`, '{}'],
      ['PUT', `${FUNCTIONS}/${name}/code`, '{"ZipFile":"UEs="}'],
      ['DELETE', `${FUNCTIONS}/${name}`],
    ] as const;
    for (const [method, path, body] of requests) {
      const isUpdate = method === 'PUT' && /:(9|blue)$/.test(name);
      const answer = await server.call(method, path, body);
      // An update has no qualifier: one behind the name is passed over, as by the real service.
      if (!isUpdate) expect([method, path, ...refusal(answer)]).toEqual([method, path, ...expected]);
    }
    await expectAlive();
  });

  test.each([
    ['an unknown qualifier', '?Qualifier=7', NOT_FOUND],
    ['a qualifier that is none', '?Qualifier=%20', VALIDATION],
    ['a qualifier given twice', '?Qualifier=1&Qualifier=2', VALIDATION],
    ['a qualifier far over the limit', `?Qualifier=${'q'.repeat(5_000)}`, VALIDATION],
  ])('%s', async (_what, query, expected) => {
    expect(refusal(await server.call('GET', `${FUNCTIONS}/python${query}`))).toEqual(expected);
    expect(refusal(await server.call('POST', `${FUNCTIONS}/python/invocations${query}`, '{}'))).toEqual(expected);
  });

  test.each([
    'MaxItems=0',
    'MaxItems=-1',
    'FunctionVersion=NONE',
    'MaxItems=x',
    'MaxItems=10001',
    'MaxItems=1e3',
    'MaxItems=1&MaxItems=2',
    'Marker=a&Marker=b',
  ])('a list that is asked for with %s', async (query) => {
    expect(refusal(await server.call('GET', `${FUNCTIONS}?${query}`))).toEqual(VALIDATION);
  });
});

describe('Bad input with the documented error in bounded time: unknown operations, content types, HTTP methods', () => {
  test.each([
    ['GET', '/2015-03-31/nothing'],
    ['GET', '/2099-12-31/functions'],
    ['POST', `${FUNCTIONS}/python/nothing`],
    ['PATCH', FUNCTIONS],
    ['PUT', `${FUNCTIONS}/python`],
    ['OPTIONS', FUNCTIONS],
    ['PROPFIND', FUNCTIONS],
    ['GET', `${FUNCTIONS}/python/invocations`],
  ])('%s %s', async (method, path) => {
    const answer = await server.call(method, path, method === 'POST' ? '{}' : undefined);
    expect(refusal(answer)).toEqual(UNKNOWN);
    expect(JSON.parse(answer.text)).toEqual({ Message: expect.any(String) });
  });

  test('operations of the Step Functions API that nobody knows', async () => {
    const headers = { 'x-amz-target': 'AWSStepFunctions.Nothing', 'content-type': 'application/x-amz-json-1.0' };
    const answer = await server.call('POST', '/', '{}', headers);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([400, { __type: 'UnknownOperationException' }]);
  });

  test.each(['text/xml', 'application/unknown', 'multipart/form-data; boundary=x', 'nonsense', ''])('content type %j', async (type) => {
    const headers = { 'content-type': type };
    expect(refusal(await server.invoke('python', '{}', headers))).toEqual(BAD_TYPE);
    expect(refusal(await server.call('PUT', CONFIGURATION, '{}', headers))).toEqual(BAD_TYPE);
    expect((await server.call('PATCH', '/v1/functions/python', '{}', headers)).status).toBe(415);
  });

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/x-amz-json-1.1',
    'application/x-www-form-urlencoded',
    'text/plain;charset=UTF-8',
  ])('content type %s is what tools say of JSON, and is read', async (type) => {
    expect((await server.invoke('python', '[1]', { 'content-type': type })).text).toBe('[1]');
  });

  const RAW: readonly (readonly [what: string, request: string | Buffer, status: number, name: string])[] = [
    ['an invented method', `BREW ${FUNCTIONS} HTTP/1.1\r\n${HOST}\r\n\r\n`, 404, 'UnknownOperationException'],
    ['a method in small letters', `get ${FUNCTIONS} HTTP/1.1\r\n${HOST}\r\n\r\n`, 404, 'UnknownOperationException'],
    ['CONNECT', `CONNECT a:1 HTTP/1.1\r\n${HOST}\r\n\r\n`, 405, 'UnknownOperationException'],
    ['no host', `GET ${FUNCTIONS} HTTP/1.1\r\n\r\n`, 403, 'AccessDeniedException'],
    ['a path that is no path', `GET ${FUNCTIONS}/%zz HTTP/1.1\r\n${HOST}\r\n\r\n`, 400, 'InvalidParameterValueException'],
    ['a path that is no UTF-8', `GET ${FUNCTIONS}/%ff HTTP/1.1\r\n${HOST}\r\n\r\n`, 400, 'InvalidParameterValueException'],
    ['TLS', Buffer.from('1603010200010001fc0303', 'hex'), 400, 'InvalidParameterValueException'],
    ['two hosts', `GET ${FUNCTIONS} HTTP/1.1\r\n${HOST}\r\nHost: other\r\n\r\n`, 400, 'InvalidParameterValueException'],
    [
      'an expectation that nobody knows',
      `PUT ${CONFIGURATION} HTTP/1.1\r\n${HOST}\r\nExpect: more\r\nContent-Length: 2\r\n\r\n{}`,
      400,
      'InvalidParameterValueException',
    ],
    [
      'two lengths',
      `PUT ${CONFIGURATION} HTTP/1.1\r\n${HOST}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      400,
      'InvalidParameterValueException',
    ],
    [
      'a length below nothing',
      `PUT ${CONFIGURATION} HTTP/1.1\r\n${HOST}\r\nContent-Length: -2\r\n\r\n{}`,
      400,
      'InvalidParameterValueException',
    ],
    [
      'a length and chunks',
      `PUT ${CONFIGURATION} HTTP/1.1\r\n${HOST}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      400,
      'InvalidParameterValueException',
    ],
    [
      'a chunk without a size',
      `PUT ${CONFIGURATION} HTTP/1.1\r\n${HOST}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      400,
      'InvalidParameterValueException',
    ],
    [
      'a body without a length, whose bytes are taken for another request',
      `POST ${FUNCTIONS}/python/invocations HTTP/1.1\r\n${HOST}\r\n\r\n{"a":1}`,
      400,
      'InvalidParameterValueException',
    ],
  ];
  test.each(RAW)('%s', async (_what, bytes, status, name) => {
    const answer = await sendRaw(server.url, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer.toLowerCase()).toContain(`x-amzn-errortype: ${name.toLowerCase()}\r\n`);
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
    expect(JSON.parse(body)).toEqual(expect.any(Object));
    await expectAlive();
  });
});
