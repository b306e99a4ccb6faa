import { EVENT_AGE_MAX_SECONDS, EVENT_AGE_MIN_SECONDS, EVENT_RETRIES_MAX, functionArn } from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRecording, hasRecordings } from './support/recordings.ts';
import { ROLE, call, openServer, zipOf } from './support/server-fixture.ts';
import type { ServerFixture } from './support/server-fixture.ts';

const PATH = '/2019-09-25/functions';
let server: ServerFixture;

beforeAll(async () => {
  server = await openServer();
  for (const name of ['fn', 'other']) await create(name);
});
afterAll(async () => server[Symbol.asyncDispose]());

async function create(FunctionName: string): Promise<void> {
  const Code = { ZipFile: await zipOf('#') };
  await call(server.app, 'POST', '/2015-03-31/functions', { FunctionName, Runtime: 'python3.12', Handler: 'index.h', Role: ROLE, Code });
}

const at = (name: string): string => `${PATH}/${encodeURIComponent(name)}/event-invoke-config`;
const put = (name: string, body: object, query = '') => call(server.app, 'PUT', at(name) + query, body);
const update = (name: string, body: object, query = '') => call(server.app, 'POST', at(name) + query, body);
const get = (name: string, query = '') => call(server.app, 'GET', at(name) + query);
const remove = (name: string, query = '') => call(server.app, 'DELETE', at(name) + query);
const list = (name: string, query = '') => call(server.app, 'GET', `${at(name)}/list${query}`);

const arn = (name: string, qualifier?: string): string => functionArn(server.context.scope, name, qualifier);
const onSuccess = (Destination: string): object => ({ DestinationConfig: { OnSuccess: { Destination } } });

/** An answer as the recordings keep it, with their placeholders for what they were not told. */
function kept(answer: Awaited<ReturnType<typeof get>>): object {
  const text = answer.text
    .replaceAll(':function:fn', ':function:<function-name:1>')
    .replaceAll(':function:other', ':function:<resource:5>');
  const fields = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  const { Message, message, Type } = fields;
  const error = answer.status < 400 ? {} : { Error: { Code: answer.headers['x-amzn-errortype'], Message: Message ?? message } };
  const time = 'LastModified' in fields ? { LastModified: 'datetime' } : {};
  const metadata = { ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: answer.status } };
  const isValidation = answer.headers['x-amzn-errortype'] === 'ValidationException';
  return isValidation ? { ...error, ...metadata } : { ...fields, ...(Type === undefined ? {} : { Type }), ...error, ...time, ...metadata };
}

describe.skipIf(!hasRecordings)('what is set for events, as the real service answers (needs the folder SKEIN_SHARED)', () => {
  const recorded = findRecording('test_lambda_eventinvokeconfig_exceptions') as Readonly<Record<string, object>>;

  test.each([
    ['put_functionname_name_notfound', () => put('doesnotexist', { MaximumRetryAttempts: 1 })],
    ['put_functionname_arn_notfound', () => put(arn('doesnotexist'), { MaximumRetryAttempts: 1 })],
    ['put_alias_doesnotexist', () => put('fn', { MaximumRetryAttempts: 1 }, '?Qualifier=nope')],
    ['put_functionname_nootherargs', () => put('fn', {})],
    ['put_destination_lambda_doesntexist', () => put('fn', onSuccess(arn('doesnotexist')))],
    ['put_destination_recursive', () => put('fn', onSuccess(arn('fn')))],
    ['put_destination_other_lambda', () => put('fn', onSuccess(arn('other')))],
    ['put_destination_invalid_service_arn', () => put('fn', onSuccess(arn('fn').replace(':lambda:', ':iam:')))],
    ['put_destination_success_no_destination_arn', () => put('fn', { DestinationConfig: { OnSuccess: {} } })],
    ['put_destination_failure_no_destination_arn', () => put('fn', { DestinationConfig: { OnFailure: {} } })],
    [
      'put_destination_invalid_arn_pattern',
      () => put('fn', { DestinationConfig: { OnFailure: { Destination: arn('fn').replace(':lambda:', ':_-/!lambda:') } } }),
    ],
    ['put_destination_latest', () => put('fn', { MaximumRetryAttempts: 1 })],
    ['put_destination_latest_explicit_qualifier', () => put('fn', { MaximumRetryAttempts: 1 }, '?Qualifier=$LATEST')],
    ['put_shorthand_qualifier_match', () => put('fn:$LATEST', { MaximumRetryAttempts: 1 }, '?Qualifier=$LATEST')],
    ['put_alias_qualifiedarn_qualifierconflict', () => put(arn('fn', 'alias'), { MaximumRetryAttempts: 1 }, '?Qualifier=$LATEST')],
    ['put_maxevent_maxvalue_result', () => put('fn', { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 })],
    ['put_pre_overwrite', () => put('fn', { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 })],
    ['put_post_overwrite', () => put('fn', { MaximumRetryAttempts: 0 })],
    ['get_post_overwrite', () => get('fn')],
    ['pre_update_response', () => put('fn', { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 })],
    ['update_response', () => update('fn', { MaximumRetryAttempts: 0 })],
    ['update_response_existing', () => update('fn', { MaximumRetryAttempts: 0 })],
    ['delete_latest', () => remove('fn', '?Qualifier=$LATEST')],
    ['list_configs_postdelete', () => list('fn')],
    ['delete_function_not_found', () => remove('fn')],
    ['delete_function_doesnotexist', () => remove('doesnotexist')],
    ['list_function_doesnotexist', () => list('doesnotexist')],
    ['get_function_doesnotexist', () => get('doesnotexist')],
    ['get_qualifier_doesnotexist', () => get('fn', '?Qualifier=doesnotexist')],
    ['update_eventinvokeconfig_function_doesnotexist', () => update('doesnotexist', { MaximumRetryAttempts: 0 })],
    ['update_eventinvokeconfig_config_doesnotexist_without_qualifier', () => update('fn', { MaximumRetryAttempts: 0 })],
  ])('%s', async (step, ask) => {
    expect(kept(await ask())).toEqual(recorded[step]);
  });
});

describe('what is set for events', () => {
  test.each([
    ['EVENT_RETRIES_MAX: retries at their limits, and one past them', 'MaximumRetryAttempts', 'maximumRetryAttempts', 0, EVENT_RETRIES_MAX],
    [
      'EVENT_AGE_MIN_SECONDS, EVENT_AGE_MAX_SECONDS: an age at its limits, and one past them',
      'MaximumEventAgeInSeconds',
      'maximumEventAgeInSeconds',
      EVENT_AGE_MIN_SECONDS,
      EVENT_AGE_MAX_SECONDS,
    ],
  ])('%s', async (_limit, field, place, least, greatest) => {
    expect((await put('fn', { [field]: least })).json).toMatchObject({ [field]: least });
    expect((await put('fn', { [field]: greatest })).json).toMatchObject({ [field]: greatest });
    const said = (value: number, rule: string): string =>
      `1 validation error detected: Value '${value}' at '${place}' failed to satisfy constraint: Member must have value ${rule}`;
    const below = await put('fn', { [field]: least - 1 });
    expect([below.status, below.json['message']]).toEqual([400, said(least - 1, `greater than or equal to ${least}`)]);
    const above = await put('fn', { [field]: greatest + 1 });
    expect([above.status, above.json['message']]).toEqual([400, said(greatest + 1, `less than or equal to ${greatest}`)]);
    expect((await put('fn', { [field]: least + 0.5 })).status).toBe(400);
    expect((await get('fn')).json).toMatchObject({ [field]: greatest });
  });

  test.each([
    ['a queue', 'arn:aws:sqs:us-east-1:000000000000:q'],
    ['a topic', 'arn:aws:sns:us-east-1:000000000000:t'],
    ['an event bus', 'arn:aws:events:us-east-1:000000000000:event-bus/b'],
    ['a bucket', 'arn:aws:s3:::bucket'],
    ['Kafka', 'kafka://topic'],
  ])('%s as a destination is refused with the reason', async (_what, destination) => {
    const { status, json } = await put('fn', onSuccess(destination));
    expect(status).toBe(400);
    expect(json['message']).toBe(
      `The destination ARN ${destination} is invalid. Skein sends records of events to functions of the same server only.`,
    );
  });

  test.each([
    ['another account', 'arn:aws:lambda:us-east-1:111111111111:function:other'],
    ['another region', 'arn:aws:lambda:eu-west-1:000000000000:function:other'],
    ['a version that does not exist', 'arn:aws:lambda:us-east-1:000000000000:function:other:7'],
    ['no function', 'arn:aws:lambda:us-east-1:000000000000:layer:other'],
  ])('a destination in %s is refused', async (_what, destination) => {
    const { status, json } = await put('fn', onSuccess(destination));
    expect([status, json['message']]).toEqual([400, `The destination ARN ${destination} is invalid.`]);
  });

  test('an update with destinations replaces both of them, and leaves what it does not name', async () => {
    const other = { Destination: arn('other', '$LATEST') };
    await put('fn', { MaximumRetryAttempts: 1, DestinationConfig: { OnSuccess: other, OnFailure: other } });
    const { json } = await update('fn', { DestinationConfig: { OnFailure: other } });
    expect(json).toMatchObject({ MaximumRetryAttempts: 1, DestinationConfig: { OnSuccess: {}, OnFailure: other } });
    expect((await get('fn')).json).toEqual(json);
  });

  test('a list has pages', async () => {
    await put('fn', { MaximumRetryAttempts: 1 });
    expect((await list('fn', '?MaxItems=1')).json).toMatchObject({ FunctionEventInvokeConfigs: [{ FunctionArn: arn('fn', '$LATEST') }] });
    expect((await list('fn', '?Marker=$LATEST')).json).toEqual({ FunctionEventInvokeConfigs: [] });
    for (const count of ['0', '51', 'x']) expect((await list('fn', `?MaxItems=${count}`)).status).toBe(400);
  });

  test('it goes with the function', async () => {
    await create('short');
    await put('short', { MaximumRetryAttempts: 1 });
    await call(server.app, 'DELETE', '/2015-03-31/functions/short');
    await create('short');
    expect((await get('short')).status).toBe(404);
  });

  test('it can be set while the function is still being made ready, and survives an update of the function', async () => {
    await create('young');
    expect((await put('young', { MaximumRetryAttempts: 0 })).status).toBe(200);
    await call(server.app, 'PUT', '/2015-03-31/functions/young/configuration', { Timeout: 9 });
    expect((await get('young')).json).toMatchObject({ MaximumRetryAttempts: 0 });
  });
});
