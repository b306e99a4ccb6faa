import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activateWaiting } from '../src/app/functions/activate-revision.ts';
import { findRecording, hasRecordings } from './support/recordings.ts';
import { ROLE, call, openServer, untilActive, zipOf } from './support/server-fixture.ts';
import type { ServerFixture } from './support/server-fixture.ts';

const FUNCTIONS = '/2015-03-31/functions';
const LOCAL = { host: 'localhost:8080' };
let server: ServerFixture;

beforeAll(async () => {
  server = await openServer();
});
afterAll(async () => server[Symbol.asyncDispose]());

async function create(name: string, change: object = {}) {
  const Code = { ZipFile: await zipOf(`# ${name}`) };
  return await call(server.app, 'POST', FUNCTIONS, {
    FunctionName: name,
    Runtime: 'python3.12',
    Handler: 'index.handler',
    Role: ROLE,
    Code,
    ...change,
  });
}

async function createActive(name: string, change: object = {}) {
  await create(name, change);
  await untilActive(server.app, name);
  return (await call(server.app, 'GET', `${FUNCTIONS}/${name}/configuration`)).json;
}

describe('documented fields, states (Pending, then Active)', () => {
  test('CreateFunction answers 201 and Pending, GetFunction says Active and Successful a moment later', async () => {
    const created = await create('lifecycle');
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:lifecycle',
      MemorySize: 128,
      State: 'Pending',
      StateReasonCode: 'Creating',
      Timeout: 3,
      Version: '$LATEST',
    });
    expect(created.json['LastModified']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
    await untilActive(server.app, 'lifecycle');
    const { json } = await call(server.app, 'GET', `${FUNCTIONS}/lifecycle`);
    expect(json).toMatchObject({ Configuration: { State: 'Active', LastUpdateStatus: 'Successful' }, Code: { RepositoryType: 'S3' } });
  });

  test.skipIf(!hasRecordings)('the answer has the fields of the recorded one, save the version of a runtime AWS manages', async () => {
    const recorded: object = findRecording('test_lambda_code_location_zipfile')['create-response-zip-file'] ?? {};
    const { json } = await create('shape');
    const expected = Object.keys(recorded).filter((key) => key !== 'ResponseMetadata' && key !== 'RuntimeVersionConfig');
    expect(Object.keys(json).toSorted()).toEqual(expected.toSorted());
  });

  test('names, sizes, handlers and runtimes are checked at registration: what cannot run here is refused', async () => {
    expect((await create('ruby', { Runtime: 'ruby3.4' })).json['message']).toContain('Skein does not run ruby3.4 yet.');
    const foreign = process.arch === 'arm64' ? 'x86_64' : 'arm64';
    expect((await create('foreign', { Architectures: [foreign] })).status).toBe(400);
    expect((await create('large', { MemorySize: 10_241 })).json['message']).toContain("Value '10241' at 'memorySize' failed to satisfy");
    expect((await create('twice')).status).toBe(201);
    const again = await create('twice');
    expect([again.status, again.json['message']]).toEqual([409, 'Function already exist: twice']);
  });

  test('settings that Skein does not have are refused, not passed over; empty ones are accepted', async () => {
    expect((await create('layered', { Layers: ['arn:aws:lambda:us-east-1:000000000000:layer:l:1'] })).status).toBe(501);
    expect((await create('plain', { Layers: [], VpcConfig: { SubnetIds: [] } })).status).toBe(201);
  });

  test.each([
    ['KMSKeyArn', 'arn:aws:kms:us-east-1:000000000000:key/k'],
    ['SnapStart', { ApplyOn: 'PublishedVersions' }],
    ['LoggingConfig', { LogFormat: 'JSON' }],
    ['LoggingConfig', { ApplicationLogLevel: 'DEBUG' }],
    ['ImageConfig', { Command: ['other'] }],
    ['CodeSigningConfigArn', 'arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0'],
    ['DurableConfig', { ExecutionTimeout: 60 }],
    ['TenancyConfig', { TenantIsolationMode: 'PER_TENANT' }],
    ['CapacityProviderConfig', { LambdaManagedInstancesCapacityProviderConfig: {} }],
    ['DeadLetterConfig', { TargetArn: 'arn:aws:sqs:us-east-1:000000000000:queue' }],
    ['FileSystemConfigs', [{ Arn: 'arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/a', LocalMountPath: '/mnt/a' }]],
  ])('%s that would change how a function runs is refused by name, at creation and at update', async (field, value) => {
    const created = await create('refused', { [field]: value });
    expect([created.status, created.text]).toEqual([501, expect.stringContaining(field)]);
    await create('kept');
    const updated = await call(server.app, 'PUT', `${FUNCTIONS}/kept/configuration`, { [field]: value });
    expect([updated.status, updated.text]).toEqual([501, expect.stringContaining(field)]);
  });

  test('variables and tags whose names the service keeps to itself are refused, at creation and at update', async () => {
    const Environment = { Variables: { AWS_REGION: 'x', OWN: 'y', _HANDLER: 'z' } };
    await create('kept');
    const update = () => call(server.app, 'PUT', `${FUNCTIONS}/kept/configuration`, { Environment });
    for (const refused of [await create('refused', { Environment }), await update()]) {
      expect([refused.status, refused.headers['x-amzn-errortype']]).toEqual([400, 'InvalidParameterValueException']);
      expect(refused.json['message']).toMatch(/reserved keys .* Reserved keys used in this request: AWS_REGION, _HANDLER$/);
    }
    const tagged = await create('refused', { Tags: { 'aws:name': 'x' } });
    expect([tagged.status, tagged.headers['x-amzn-errortype']]).toEqual([400, 'InvalidParameterValueException']);
  });

  test('settings that change nothing here are stored and shown as on AWS: log group, tracing, SnapStart None', async () => {
    const LoggingConfig = { LogFormat: 'Text', LogGroup: '/my/group' };
    const created = await create('echoed', { LoggingConfig, TracingConfig: { Mode: 'Active' }, SnapStart: { ApplyOn: 'None' } });
    const shown = { LoggingConfig, TracingConfig: { Mode: 'Active' }, SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' } };
    expect(created.json).toMatchObject(shown);
    await untilActive(server.app, 'echoed');
    const { json } = await call(server.app, 'PUT', `${FUNCTIONS}/echoed/configuration`, { LoggingConfig: { LogFormat: 'Text' } });
    expect(json).toMatchObject(shown);
    const wrong = await create('wrong', { LoggingConfig: { LogFormat: 'XML', LogGroup: 'a b' } });
    expect([wrong.status, wrong.json['message']]).toEqual([400, expect.stringContaining("2 validation errors detected: Value 'XML' at")]);
  });

  test('Code.Location of GetFunction leads to the zip', async () => {
    await createActive('located');
    const { json } = await call(server.app, 'GET', `${FUNCTIONS}/located/configuration`);
    const code = await server.app.inject({ method: 'GET', url: `${FUNCTIONS}/located/code-package`, headers: LOCAL });
    expect(createHash('sha256').update(code.rawPayload).digest('base64')).toBe(json['CodeSha256']);
  });

  test('ListFunctions gives pages in order of name, each with the marker of the next', async () => {
    for (const name of ['list-a', 'list-b', 'list-c']) await create(name);
    const first = await call(server.app, 'GET', `${FUNCTIONS}?Marker=list-&MaxItems=2`);
    expect(first.json).toMatchObject({ Functions: [{ FunctionName: 'list-a' }, { FunctionName: 'list-b' }], NextMarker: 'list-b' });
    const second = await call(server.app, 'GET', `${FUNCTIONS}/?Marker=list-b&MaxItems=1`);
    expect(second.json).toMatchObject({ Functions: [{ FunctionName: 'list-c' }] });
  });
});

describe('UpdateFunctionCode, UpdateFunctionConfiguration, DeleteFunction', () => {
  test('a changed function keeps what was not changed, and its old revision is retired', async () => {
    const before = await createActive('changed', { Environment: { Variables: { AA: 'a' } } });
    const changed = await call(server.app, 'PUT', `${FUNCTIONS}/changed/configuration`, { MemorySize: 256 });
    expect(changed.json).toMatchObject({ State: 'Active', LastUpdateStatus: 'InProgress', MemorySize: 256, Handler: 'index.handler' });
    expect(changed.json['Environment']).toEqual({ Variables: { AA: 'a' } });
    expect(server.retired).toContain(before['RevisionId']);
    await untilActive(server.app, 'changed');
    const recoded = await call(server.app, 'PUT', `${FUNCTIONS}/changed/code`, { ZipFile: await zipOf('new') });
    expect(recoded.json['CodeSha256']).not.toBe(before['CodeSha256']);
    expect(recoded.json['MemorySize']).toBe(256);
  });

  test('a RevisionId that is not the latest is refused with 412 and AWS words', async () => {
    await createActive('guarded');
    const answer = await call(server.app, 'PUT', `${FUNCTIONS}/guarded/configuration`, { Timeout: 5, RevisionId: 'another' });
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([412, 'PreconditionFailedException']);
    const recorded = findRecording('test_function_revisions_version_and_alias')['publish_version_revision_exception'];
    if (hasRecordings) expect(answer.json['message']).toBe(recorded?.message);
  });

  test('RevisionId changes when a new function becomes Active and when an update is complete; only the one shown now is expected', async () => {
    const created = await create('revised');
    await untilActive(server.app, 'revised');
    const url = `${FUNCTIONS}/revised/configuration`;
    const active = (await call(server.app, 'GET', url)).json;
    const update = (RevisionId: unknown) => call(server.app, 'PUT', url, { Timeout: 7, RevisionId });
    expect((await update(created.json['RevisionId'])).status).toBe(412);
    const updated = await update(active['RevisionId']);
    expect(updated).toMatchObject({ status: 200, json: { LastUpdateStatus: 'InProgress' } });
    await untilActive(server.app, 'revised');
    const complete = (await call(server.app, 'GET', url)).json;
    const ids = [created.json, active, updated.json, complete].map((shown) => String(shown['RevisionId']));
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('DryRun checks code and changes nothing', async () => {
    const before = await createActive('dry');
    const answer = await call(server.app, 'PUT', `${FUNCTIONS}/dry/code`, { ZipFile: await zipOf('other'), DryRun: true });
    expect(answer.json['RevisionId']).toBe(before['RevisionId']);
  });

  test('DeleteFunction answers 204, and the function is gone for reads and calls', async () => {
    const { RevisionId } = await createActive('deleted');
    await call(server.app, 'POST', `${FUNCTIONS}/deleted/invocations`, '{}');
    expect((await call(server.app, 'DELETE', `${FUNCTIONS}/deleted`)).status).toBe(204);
    expect(server.retired).toContain(RevisionId);
    expect((await call(server.app, 'GET', `${FUNCTIONS}/deleted`)).status).toBe(404);
    expect((await call(server.app, 'POST', `${FUNCTIONS}/deleted/invocations`, '{}')).status).toBe(404);
  });

  test('what a stopped server left Pending becomes Active at the next start', async () => {
    const created = await createActive('left');
    await server.backend.functionWriter.setRevisionState(String(created['RevisionId']), { state: 'Pending' });
    await activateWaiting(server.context);
    const { json } = await call(server.app, 'GET', `${FUNCTIONS}/left/configuration`);
    expect(json).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
  });
});

describe('Invoke (RequestResponse, DryRun; LogType=Tail; ClientContext; Qualifier $LATEST)', () => {
  test('the answer is the payload as it is, with the request id and the executed version', async () => {
    await createActive('called');
    const arn = encodeURIComponent('arn:aws:lambda:us-east-1:000000000000:function:called');
    const answer = await call(server.app, 'POST', `${FUNCTIONS}/${arn}/invocations?Qualifier=$LATEST`, '{"a":[1,"é\\n"]}');
    expect([answer.status, answer.text]).toEqual([200, '{"a":[1,"é\\n"]}']);
    expect(answer.headers).toMatchObject({
      'x-amz-executed-version': '$LATEST',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('Function errors: 200, X-Amz-Function-Error: Unhandled; LogResult: START, END and a REPORT line', async () => {
    await createActive('failing');
    const headers = { ...LOCAL, 'x-amz-log-type': 'Tail' };
    const url = `${FUNCTIONS}/failing/invocations`;
    const answer = await server.app.inject({ method: 'POST', url, headers, payload: '{"errorType":"E"}' });
    expect([answer.statusCode, answer.headers['x-amz-function-error']]).toEqual([200, 'Unhandled']);
    const log = Buffer.from(String(answer.headers['x-amz-log-result']), 'base64').toString();
    expect(log).toMatch(/^START RequestId: .*\nhello from the function\nEND RequestId: .*\nREPORT RequestId: .*Memory Size: 128 MB/);
  });

  test('DryRun answers 204 and runs nothing; Event answers 202; an unknown type is a validation error', async () => {
    await createActive('typed');
    const invoke = (type: string) =>
      server.app.inject({
        method: 'POST',
        url: `${FUNCTIONS}/typed/invocations`,
        headers: { ...LOCAL, 'x-amz-invocation-type': type },
        payload: '{}',
      });
    expect((await invoke('DryRun')).statusCode).toBe(204);
    expect((await invoke('Event')).statusCode).toBe(202);
    expect((await invoke('Later')).headers['x-amzn-errortype']).toBe('ValidationException');
  });
});

describe('GetAccountSettings; tags stored', () => {
  test('GetAccountSettings says the limits and what is used', async () => {
    const { json } = await call(server.app, 'GET', '/2016-08-19/account-settings/');
    expect(json).toMatchObject({ AccountLimit: { ConcurrentExecutions: 1000, CodeSizeZipped: 52_428_800 } });
    expect(json['AccountUsage']).toMatchObject({ FunctionCount: expect.any(Number), TotalCodeSize: expect.any(Number) });
  });

  test('tags can be added, replaced, listed and removed', async () => {
    await createActive('tagged', { Tags: { A: '1' } });
    const url = `/2017-03-31/tags/${encodeURIComponent('arn:aws:lambda:us-east-1:000000000000:function:tagged')}`;
    expect((await call(server.app, 'POST', url, { Tags: { A: '2', B: 'b' } })).status).toBe(204);
    expect((await call(server.app, 'GET', url)).json).toEqual({ Tags: { A: '2', B: 'b' } });
    expect((await call(server.app, 'DELETE', `${url}?tagKeys=A&tagKeys=none`)).status).toBe(204);
    expect((await call(server.app, 'GET', `${FUNCTIONS}/tagged`)).json['Tags']).toEqual({ B: 'b' });
  });
});

describe('requests that web pages send are turned away', () => {
  test.each([
    ['a name of its own that leads here', { host: 'evil.example' }],
    ['another origin', { ...LOCAL, origin: 'https://evil.example' }],
    ['a page of another port of this machine', { ...LOCAL, origin: 'http://127.0.0.1:3000' }],
  ])('%s', async (_title, headers) => {
    const answer = await server.app.inject({ method: 'GET', url: FUNCTIONS, headers });
    expect(answer.statusCode).toBe(403);
  });
});
