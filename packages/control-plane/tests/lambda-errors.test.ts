import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRecording, hasRecordings } from './support/recordings.ts';
import type { RecordedResponse } from './support/recordings.ts';
import { ROLE, call, openServer, untilActive, zipOf } from './support/server-fixture.ts';
import type { ServerFixture } from './support/server-fixture.ts';

const FUNCTIONS = '/2015-03-31/functions';
const TAGS = '/2017-03-31/tags';
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function';
let server: ServerFixture;
let valid: Record<string, unknown>;

beforeAll(async () => {
  server = await openServer();
  valid = { FunctionName: 'present', Runtime: 'python3.12', Handler: 'index.handler', Role: ROLE, Code: { ZipFile: await zipOf('pass') } };
  await call(server.app, 'POST', FUNCTIONS, valid);
  await untilActive(server.app, 'present');
});
afterAll(async () => server[Symbol.asyncDispose]());

type Answer = Awaited<ReturnType<typeof call>>;

function expectRecorded(answer: Answer, recorded: RecordedResponse | undefined): void {
  expect(answer.headers['x-amzn-errortype']).toBe(recorded?.Error?.Code);
  expect(answer.status).toBe(recorded?.ResponseMetadata?.HTTPStatusCode);
  expect(answer.json['message'] ?? answer.json['Message']).toBe(recorded?.Error?.Message);
  expect(answer.json['Type']).toBe(recorded?.Type);
  if (recorded?.message !== undefined) expect(answer.json['message']).toBe(recorded.message);
}

describe.skipIf(!hasRecordings)('documented exception names, texts and x-amzn-ErrorType, as the real service answered', () => {
  const invalid: readonly (readonly [string, Record<string, unknown>])[] = [
    ['invalid_role_arn_exc', { Role: 'r1' }],
    ['invalid_runtime_exc', { Runtime: 'non-existent-runtime' }],
    ['uppercase_runtime_exc', { Runtime: 'PYTHON3.9' }],
    ['multiple_architectures', { Architectures: ['x86_64', 'arm64'] }],
    ['uppercase_architecture', { Architectures: ['X86_64'] }],
    ['invalid_zip_exc', { Code: { ZipFile: Buffer.from('this is not a zip').toString('base64') } }],
  ];
  test.each(invalid)('test_create_lambda_exceptions: %s', async (step, change) => {
    const answer = await call(server.app, 'POST', FUNCTIONS, { ...valid, FunctionName: 'absent', ...change });
    expectRecorded(answer, findRecording('test_create_lambda_exceptions')[step]);
  });

  test.each(invalid.slice(0, 3))('test_update_lambda_exceptions: %s', async (step, change) => {
    const answer = await call(server.app, 'PUT', `${FUNCTIONS}/present/configuration`, change);
    expectRecorded(answer, findRecording('test_update_lambda_exceptions')[step]);
  });

  test.each(['java8', 'ruby2.7', 'nodejs14.x', 'python3.7', 'dotnetcore3.1', 'nodejs12.x'])(
    'test_create_deprecated_function_runtime_with_validation_enabled[%s]',
    async (runtime) => {
      const answer = await call(server.app, 'POST', FUNCTIONS, { ...valid, FunctionName: 'absent', Runtime: runtime });
      const recorded = findRecording(`test_create_deprecated_function_runtime_with_validation_enabled[${runtime}]`);
      expectRecorded(answer, recorded['deprecation_error']);
    },
  );

  test('test_large_environment_variables_fails', async () => {
    const recorded = findRecording('test_large_environment_variables_fails')['failed_create_fn_result'];
    const value = /"LARGE_VAR":"([^"]*)"/.exec(recorded?.message ?? '')?.[1] ?? '';
    const Environment = { Variables: { LARGE_VAR: value } };
    expectRecorded(await call(server.app, 'POST', FUNCTIONS, { ...valid, FunctionName: 'absent', Environment }), recorded);
  });

  test('test_oversized_zipped_create_lambda', async () => {
    const Code = { ZipFile: Buffer.alloc(52_428_801).toString('base64') };
    const answer = await call(server.app, 'POST', FUNCTIONS, { ...valid, FunctionName: 'absent', Code });
    expectRecorded(answer, findRecording('test_oversized_zipped_create_lambda')['invalid_param_exc']);
  });

  test('test_oversized_request_create_lambda', async () => {
    const answer = await call(server.app, 'POST', FUNCTIONS, ' '.repeat(70_167_212));
    expectRecorded(answer, findRecording('test_oversized_request_create_lambda')['invalid_param_exc']);
  });

  test('test_ops_with_arn_qualifier_mismatch[delete_function]', async () => {
    const recorded = findRecording('test_ops_with_arn_qualifier_mismatch[delete_function]');
    const arn = encodeURIComponent(`${ARN}:present:$LATEST`);
    expectRecorded(await call(server.app, 'DELETE', `${FUNCTIONS}/${arn}?Qualifier=1`), recorded['not_match_exception']);
    expectRecorded(await call(server.app, 'DELETE', `${FUNCTIONS}/${arn}?Qualifier=$LATEST`), recorded['match_exception']);
  });

  test('test_tag_exceptions', async () => {
    const recorded = findRecording('TestLambdaTags::test_tag_exceptions');
    const tag = (arn: string, tags: object) => call(server.app, 'POST', `${TAGS}/${encodeURIComponent(arn)}`, { Tags: tags });
    const present = `${ARN}:present`;
    expectRecorded(await tag('arn:aws:something', { a: 'b' }), recorded['tag_lambda_invalidarn']);
    expectRecorded(await tag(`${ARN}:doesnotexist`, { a: 'b' }), recorded['tag_lambda_doesnotexist']);
    expectRecorded(await tag(`${present}:v1`, { a: 'b' }), recorded['tag_lambda_qualifier_doesnotexist']);
    expectRecorded(await tag(present, {}), recorded['tag_empty_tags']);
    expectRecorded(await call(server.app, 'DELETE', `${TAGS}/${encodeURIComponent(present)}`), recorded['untag_empty_keys']);
  });

  test('test_tag_limits', async () => {
    const recorded = findRecording('TestLambdaTags::test_tag_limits');
    const Tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`${index}_key`, `${index}_value`]));
    const url = `${TAGS}/${encodeURIComponent(`${ARN}:present`)}`;
    expectRecorded(await call(server.app, 'POST', url, { Tags }), recorded['tag_lambda_too_many_tags']);
    const created = await call(server.app, 'POST', FUNCTIONS, { ...valid, FunctionName: 'absent', Tags });
    expectRecorded(created, recorded['create_function_invalid_tags']);
  });

  test.each(['GET', 'DELETE'] as const)('test_get_function_wrong_region and operations on what does not exist: %s', async (method) => {
    const operation = method === 'GET' ? 'get_function' : 'delete_function';
    const wrong = findRecording(`test_get_function_wrong_region[${operation}]`)['wrong_region_exception']?.Message;
    const answer = await call(server.app, method, `${FUNCTIONS}/${encodeURIComponent(ARN.replace('us-east-1', 'eu-west-1'))}:present`);
    expect(answer.status).toBe(404);
    expect(answer.json['Message']).toBe(wrong?.replace('<wrong-region>', 'eu-west-1'));
    const missing = await call(server.app, method, `${FUNCTIONS}/nothing`);
    expect(missing.json).toEqual({ Type: 'User', Message: `Function not found: ${ARN}:nothing` });
  });

  test('test_ops_on_nonexisting_version[get_function], and test_invoke_exceptions with $LATEST behind the name', async () => {
    const version = await call(server.app, 'GET', `${FUNCTIONS}/present?Qualifier=1221`);
    expect(version.json).toEqual({ Type: 'User', Message: `Function not found: ${ARN}:present:1221` });
    const recorded = findRecording('test_ops_on_nonexisting_version[get_function]')['version_not_found_exception'];
    expect(recorded?.Message?.replace('<fn-name>', 'present')).toBe(version.json['Message']);
    const invoked = await call(server.app, 'POST', `${FUNCTIONS}/doesnotexist/invocations`, '{}');
    expect(invoked.json).toEqual({ Type: 'User', Message: `Function not found: ${ARN}:doesnotexist:$LATEST` });
  });
});
