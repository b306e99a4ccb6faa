import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLE, call, openServer, untilActive, zipOf } from './support/server-fixture.ts';
import type { ServerFixture } from './support/server-fixture.ts';

const RUNS: { readonly numRuns: number } = { numRuns: 400, ...fc.readConfigureGlobal() };
const TIMEOUT = { timeout: 120_000 };
const LAMBDA = /^\/20\d\d-\d\d-\d\d\//;

let server: ServerFixture;
let zip = '';

beforeAll(async () => {
  server = await openServer();
  zip = await zipOf('pass');
  const body = { FunctionName: 'present', Runtime: 'python3.12', Handler: 'index.handler', Role: ROLE, Code: { ZipFile: zip } };
  await call(server.app, 'POST', '/2015-03-31/functions', body);
  await untilActive(server.app, 'present');
});
afterAll(async () => server[Symbol.asyncDispose]());

const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS');
const word = fc.oneof(
  fc.constantFrom('present', 'absent', 'present:$LATEST', 'present:7', '%24LATEST', '..', '%2e%2e', '%00', 'é', 'a'.repeat(300)),
  fc.constantFrom('arn:aws:lambda:us-east-1:000000000000:function:present', 'arn:aws:lambda:eu-west-1:000000000000:function:present'),
  fc.string({ maxLength: 8 }).map((text) => encodeURIComponent(text.toWellFormed())),
);
const path = fc.oneof(
  fc
    .tuple(word, fc.constantFrom('', '/configuration', '/code', '/invocations', '/versions', '/code-package', '/nothing'))
    .map(([name, rest]) => `/2015-03-31/functions/${name}${rest}`),
  fc.tuple(word, fc.constantFrom('', '/code', '/invoke', '/logs', '/nothing')).map(([name, rest]) => `/v1/functions/${name}${rest}`),
  word.map((name) => `/2017-03-31/tags/${name}`),
  word.map((name) => `/v1/invocations/${name}`),
  word.map((name) => `/v1/events/${name}`),
  fc.constantFrom(
    '/2015-03-31/functions',
    '/2016-08-19/account-settings',
    '/v1/functions',
    '/v1/invocations',
    '/v1/events',
    '/health',
    '/',
    '/v1',
  ),
);
const query = fc
  .array(
    fc.tuple(
      fc.constantFrom('Qualifier', 'Marker', 'MaxItems', 'limit', 'after', 'status', 'function', 'beforeMs', 'tagKeys', '__proto__'),
      word,
    ),
    { maxLength: 3 },
  )
  .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map(([key, value]) => `${key}=${value}`).join('&')}`));

/** Values that are put into the fields of documents. */
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    null,
    -1,
    0,
    1e300,
    1.5,
    129,
    '',
    'python3.12',
    'nodejs20.x',
    'index.handler',
    ROLE,
    [],
    {},
    ['x86_64'],
    { Variables: { A_: 'b' } },
    { Size: 512 },
  ),
  fc.constantFrom('__proto__', '\0', 'x'.repeat(300), { ZipFile: 'UEs=' }, { ZipFile: '***' }, { ZipFile: null }),
);
const FIELDS =
  'FunctionName Runtime Handler Role Code ZipFile Timeout MemorySize Environment Tags Layers VpcConfig EphemeralStorage Architectures ' +
  'LoggingConfig RevisionId DryRun Publish name runtime handler zip memoryMb timeoutSeconds environment tags description __proto__ constructor';
const field = fc.constantFrom(...FIELDS.split(' '));
const body = fc.option(
  fc.oneof(
    fc.dictionary(field, value, { maxKeys: 6 }).map((document) => JSON.stringify(document)),
    fc.json(),
    fc.string({ maxLength: 20 }),
  ),
  { nil: undefined },
);
const headers = fc.record(
  {
    'content-type': fc.constantFrom('application/json', 'text/plain', 'text/xml', 'x', 'application/zip'),
    'x-amz-invocation-type': fc.constantFrom('RequestResponse', 'Event', 'DryRun', 'Later', ''),
    'x-amz-log-type': fc.constantFrom('None', 'Tail', 'Head'),
    'x-amz-client-context': fc.oneof(
      fc.string({ maxLength: 20 }).map((text) => Buffer.from(text).toString('base64')),
      fc.constantFrom('e30=', '***'),
    ),
    'x-amz-target': fc.constantFrom(
      'AWSStepFunctions.ListStateMachines',
      'AWSStepFunctions.CreateStateMachine',
      'AWSStepFunctions.',
      'DynamoDB_20120810.GetItem',
    ),
  },
  { requiredKeys: [] },
);

describe('requests of every shape', () => {
  test('any request has an answer that is not the fault of the server, in the words of the API it was sent to', TIMEOUT, async () => {
    await fc.assert(
      fc.asyncProperty(method, path, query, headers, body, async (verb, where, what, given, payload) => {
        const url = where + what;
        const answer = await server.app.inject({
          method: verb,
          url,
          headers: { host: '127.0.0.1', ...given },
          ...(payload === undefined || verb === 'GET' || verb === 'HEAD' ? {} : { payload }),
        });
        const { statusCode, headers: told } = answer;
        expect([url, statusCode < 500 || statusCode === 501]).toEqual([url, true]);
        if (statusCode < 400 || verb === 'HEAD') return;
        expect(answer.json()).toEqual(expect.any(Object));
        if (LAMBDA.test(url)) expect(told['x-amzn-errortype']).toMatch(/^[A-Z]\w+Exception$/);
        else if (!('x-amz-target' in given)) expect(answer.json()).toMatchObject({ error: { code: expect.any(String) } });
      }),
      RUNS,
    );
    const still = await call(server.app, 'GET', '/health');
    expect(still.status).toBe(200);
  });
});
