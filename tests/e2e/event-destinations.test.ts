import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AWS_PROGRAM, AwsLambda } from '../support/aws-cli.ts';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const PYTHON = process.env['SKEIN_TEST_PYTHON'];
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_DEFAULT_REGION: 'us-east-1' };
const WORKER = `
def handler(event, context):
    if event.get("fail"):
        raise ValueError("no good")
    return {"got": event}
`;
const SINK = 'import json\ndef handler(event, context):\n    print("RECORD " + json.dumps(event))\n';
const EVENT = { 'x-amz-invocation-type': 'Event' };

const BOTO3 = `
import boto3, sys
client = boto3.client("lambda", endpoint_url=sys.argv[1])
name = {"FunctionName": "worker"}
sink = client.get_function(FunctionName="sink")["Configuration"]["FunctionArn"]
put = client.put_function_event_invoke_config(**name, MaximumRetryAttempts=1, MaximumEventAgeInSeconds=3600,
    DestinationConfig={"OnSuccess": {"Destination": sink}, "OnFailure": {"Destination": sink}})
got = client.get_function_event_invoke_config(**name)
for answer in (put, got):
    assert answer["MaximumRetryAttempts"] == 1 and answer["MaximumEventAgeInSeconds"] == 3600, answer
    assert answer["DestinationConfig"] == {"OnSuccess": {"Destination": sink}, "OnFailure": {"Destination": sink}}, answer
    assert answer["LastModified"].year >= 2026, answer
assert put["LastModified"] == got["LastModified"]
changed = client.update_function_event_invoke_config(**name, Qualifier="$LATEST", MaximumRetryAttempts=0)
assert changed["MaximumRetryAttempts"] == 0 and changed["MaximumEventAgeInSeconds"] == 3600, changed
pages = client.get_paginator("list_function_event_invoke_configs").paginate(**name)
assert [c["FunctionArn"] for page in pages for c in page["FunctionEventInvokeConfigs"]] == [changed["FunctionArn"]]
client.delete_function_event_invoke_config(**name)
try:
    client.get_function_event_invoke_config(**name)
except client.exceptions.ResourceNotFoundException as error:
    print(error)
`;

interface DestinationRecord {
  readonly requestContext: { readonly requestId: string; readonly condition: string; readonly approximateInvokeCount: number };
  readonly [name: string]: unknown;
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ EVENT_RETRY_SECONDS: '0,0' });
  await server.create('worker', { files: { 'app.py': WORKER } });
  await server.create('sink', { files: { 'app.py': SINK } });
});
afterAll(() => server[Symbol.asyncDispose]());

const configPath = (name: string): string => `/2019-09-25/functions/${name}/event-invoke-config`;
const arn = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

async function setDestinations(name: string, sink: string, settings: object = {}): Promise<void> {
  const destination = { Destination: arn(sink) };
  const body = { ...settings, DestinationConfig: { OnSuccess: destination, OnFailure: destination } };
  expect((await server.call('PUT', configPath(name), body)).status).toBe(200);
}

async function send(name: string, event: unknown): Promise<string> {
  const { headers } = await server.invoke(name, JSON.stringify(event), EVENT);
  return headers.get('x-amzn-requestid') ?? '';
}

/** Waits for the record about an event in the log of the function it goes to. */
async function recordOf(eventId: string): Promise<DestinationRecord> {
  for (;;) {
    const { text } = await server.call('GET', '/v1/invocations?function=sink&limit=100');
    const { invocations } = JSON.parse(text) as { invocations: { id: string }[] };
    for (const { id } of invocations) {
      const { log } = JSON.parse((await server.call('GET', `/v1/invocations/${id}`)).text) as { log: string };
      const found = /RECORD (.*)/.exec(log)?.[1];
      const record = found === undefined ? undefined : (JSON.parse(found) as DestinationRecord);
      if (record?.requestContext.requestId === eventId) return record;
    }
    await pause(20);
  }
}

describe('destinations: another function is told how an event has ended', () => {
  test('OnSuccess, with the event and the answer', async () => {
    await setDestinations('worker', 'sink');
    const id = await send('worker', { n: 1 });
    expect(await recordOf(id)).toEqual({
      version: '1.0',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      requestContext: { requestId: id, functionArn: `${arn('worker')}:$LATEST`, condition: 'Success', approximateInvokeCount: 1 },
      requestPayload: { n: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: { got: { n: 1 } },
    });
  });

  test('OnFailure after the retries, which are as many as were set', async () => {
    for (const [retries, runs] of [
      [0, 1],
      [1, 2],
      [2, 3],
    ] as const) {
      await setDestinations('worker', 'sink', { MaximumRetryAttempts: retries });
      const id = await send('worker', { fail: true });
      expect(await recordOf(id)).toMatchObject({
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: runs },
        requestPayload: { fail: true },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorMessage: 'no good', errorType: 'ValueError', requestId: id },
      });
      expect(JSON.parse((await server.call('GET', `/v1/events/${id}`)).text)).toMatchObject({ status: 'FAILED', attempts: runs });
    }
  });

  test('two functions that are each other’s destination do not go on for ever', async () => {
    for (const name of ['ping', 'pong']) await server.create(name, { files: { 'app.py': WORKER } });
    await setDestinations('ping', 'pong');
    await setDestinations('pong', 'ping');
    await send('ping', {});
    const countOf = async (name: string): Promise<number> => {
      const { text } = await server.call('GET', `/v1/invocations?function=${name}&status=SUCCEEDED&limit=100`);
      return (JSON.parse(text) as { invocations: unknown[] }).invocations.length;
    };
    while ((await countOf('ping')) + (await countOf('pong')) < 17) await pause(20);
    for (const name of ['ping', 'pong']) {
      for (let left = 1; left > 0;) {
        const { text } = await server.call('GET', `/v1/events?function=${name}`);
        left = (JSON.parse(text) as { events: unknown[] }).events.length;
      }
    }
    expect((await countOf('ping')) + (await countOf('pong'))).toBe(17);
  });

  test('a destination that was deleted meanwhile is a failed event that can be seen', async () => {
    await server.create('gone', { files: { 'app.py': SINK } });
    await setDestinations('worker', 'gone');
    await server.call('DELETE', '/2015-03-31/functions/gone');
    await send('worker', {});
    for (;;) {
      const { events } = JSON.parse((await server.call('GET', '/v1/events?function=gone&status=FAILED')).text) as { events: object[] };
      if (events.length === 0) continue;
      expect(events).toMatchObject([{ functionName: 'gone', status: 'FAILED', error: expect.stringContaining('gone') }]);
      return;
    }
  });
});

describe('what is set for events, with the tools people have', () => {
  test.skipIf(PYTHON === undefined)('boto3 puts, gets, updates, lists and deletes it', async () => {
    const env = { ...process.env, ...CREDENTIALS };
    const { stdout } = await promisify(execFile)(PYTHON ?? 'python3', ['-c', BOTO3, server.url], { env });
    expect(stdout).toContain(`The function ${arn('worker')}:$LATEST doesn't have an EventInvokeConfig`);
  });

  test.skipIf(AWS_PROGRAM === undefined)('so does the aws CLI', async () => {
    await using aws = await AwsLambda.open(server.url);
    const name = ['--function-name', 'worker'];
    const config = JSON.stringify({ OnFailure: { Destination: arn('sink') } });
    const put = await aws.run('put-function-event-invoke-config', ...name, '--maximum-retry-attempts', '0', '--destination-config', config);
    expect(put).toMatchObject({ FunctionArn: `${arn('worker')}:$LATEST`, MaximumRetryAttempts: 0 });
    const age = await aws.run('update-function-event-invoke-config', ...name, '--maximum-event-age-in-seconds', '60');
    expect(age).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60, DestinationConfig: put['DestinationConfig'] });
    expect(await aws.run('get-function-event-invoke-config', ...name)).toEqual(age);
    expect(await aws.run('list-function-event-invoke-configs', ...name)).toEqual({ FunctionEventInvokeConfigs: [age] });
    await aws.run('delete-function-event-invoke-config', ...name);
    const queue = JSON.stringify({ OnFailure: { Destination: 'arn:aws:sqs:us-east-1:000000000000:q' } });
    await expect(aws.run('put-function-event-invoke-config', ...name, '--destination-config', queue)).rejects.toThrow(
      'Skein sends records of events to functions of the same server only',
    );
  });
});
