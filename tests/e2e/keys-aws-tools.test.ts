import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { packFiles } from '@skein/packaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKeyedServer } from '../support/keyed-server.ts';
import type { KeyedServer, TestKey } from '../support/keyed-server.ts';

const run = promisify(execFile);
const AWS = process.env['SKEIN_TEST_AWS'];
const PYTHON = process.env['SKEIN_TEST_PYTHON'];
const ROLE = 'arn:aws:iam::000000000000:role/test';
const CODE = 'def handler(event, context):\n    return {"seen": event}\n';
const MACHINE = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });

const BOTO3 = `
import json, sys, urllib.error, urllib.request
import boto3
from botocore.exceptions import ClientError
url, other_secret = sys.argv[1:]
client = boto3.client("lambda", endpoint_url=url)
arn = client.get_function(FunctionName="shop-cart")["Configuration"]["FunctionArn"]
payload = json.dumps({"by": "header", "text": "\\u00fc '\\"\\n"})
header = json.loads(client.invoke(FunctionName=arn, Qualifier="$LATEST", Payload=payload, LogType="Tail")["Payload"].read())
event = client.invoke(FunctionName="shop-cart", InvocationType="Event", Payload=payload)["StatusCode"]
client.tag_resource(Resource=arn, Tags={"a b": "c/d"})
tags = client.list_tags(Resource=arn)["Tags"]
client.untag_resource(Resource=arn, TagKeys=["a b", "x"])

def post(target, body=b"", headers={}):
    try:
        with urllib.request.urlopen(urllib.request.Request(target, data=body, method="POST", headers=headers)) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return [error.code, error.headers["x-amzn-ErrorType"]]

presigned = client.generate_presigned_url("invoke", Params={"FunctionName": "shop-cart"}, HttpMethod="POST")
code = client.get_function(FunctionName="shop-cart")["Code"]["Location"]

def refusal(call):
    try:
        return call()
    except ClientError as error:
        return [error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]]

def other(key, secret, **more):
    return boto3.client("lambda", endpoint_url=url, aws_access_key_id=key, aws_secret_access_key=secret, **more)

own = client._request_signer._credentials.access_key
print(json.dumps({
    "header": header, "event": event, "tags": tags,
    "presigned": post(presigned),
    "tampered": post(presigned, b"1"),
    "unsigned header": post(presigned, b"", {"X-Amz-Invocation-Type": "Event"}),
    "code": urllib.request.urlopen(code).read()[:2].decode(),
    "wrong secret": refusal(lambda: other(own, other_secret).list_functions()),
    "unknown id": refusal(lambda: other("AKIDEXAMPLE", other_secret).list_functions()),
    "wrong region": refusal(lambda: other(None, None, region_name="eu-west-1").list_functions()),
    "not allowed": refusal(lambda: client.invoke(FunctionName="mail", Payload="{}")),
    "unsigned": post(url + "/2015-03-31/functions/shop-cart/invocations"),
}))
`;

let server: KeyedServer;
let developer: TestKey;
let folder: string;

beforeAll(async () => {
  server = await startKeyedServer();
  developer = await server.issue({ role: 'developer', functions: ['shop-*'] });
  folder = await mkdtemp(path.join(tmpdir(), 'skein-aws-keys-'));
  const zip = (await packFiles({ 'app.py': CODE })).toString('base64');
  for (const name of ['shop-cart', 'mail']) {
    await server.call(server.admin, 'POST', '/v1/functions', { name, runtime: 'python3.11', handler: 'app.handler', zip });
  }
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function environmentOf({ id, secret }: TestKey): NodeJS.ProcessEnv {
  return { ...process.env, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_DEFAULT_REGION: 'us-east-1', AWS_PAGER: '' };
}

describe('AWS Signature V4 on the AWS paths, by the tools people already have', () => {
  test.skipIf(PYTHON === undefined)('boto3: header, presigned, and the documented errors', { timeout: 120_000 }, async () => {
    const script = path.join(folder, 'script.py');
    await writeFile(script, BOTO3);
    const { stdout } = await run(PYTHON ?? 'python3', [script, server.url, server.admin.secret], { env: environmentOf(developer) });
    const seen = { seen: { by: 'header', text: 'ü \'"\n' } };
    expect(JSON.parse(stdout)).toEqual({
      header: seen,
      event: 202,
      tags: { 'a b': 'c/d' },
      presigned: { seen: {} },
      tampered: [403, 'InvalidSignatureException'],
      'unsigned header': [403, 'InvalidSignatureException'],
      code: 'PK',
      'wrong secret': [403, 'InvalidSignatureException'],
      'unknown id': [403, 'UnrecognizedClientException'],
      'wrong region': [403, 'InvalidSignatureException'],
      'not allowed': [403, 'AccessDeniedException'],
      unsigned: [403, 'MissingAuthenticationTokenException'],
    });
  });

  test.skipIf(AWS === undefined)('the aws CLI: lambda and stepfunctions', { timeout: 120_000 }, async () => {
    const aws = async (key: TestKey, ...words: readonly string[]): Promise<Record<string, unknown>> => {
      const { stdout } = await run(AWS ?? 'aws', ['--endpoint-url', server.url, '--output', 'json', ...words], { env: environmentOf(key) });
      return JSON.parse(stdout || '{}') as Record<string, unknown>;
    };
    const output = path.join(folder, 'answer.json');
    const payload = path.join(folder, 'event.json');
    await writeFile(payload, '{"by":"cli"}');
    await aws(developer, 'lambda', 'invoke', '--function-name', 'shop-cart', '--payload', `fileb://${payload}`, output);
    expect(JSON.parse(await readFile(output, 'utf8'))).toEqual({ seen: { by: 'cli' } });
    const listed = (await aws(developer, 'lambda', 'list-functions'))['Functions'] as { FunctionName: string }[];
    expect(listed.map(({ FunctionName }) => FunctionName)).toEqual(['shop-cart']);
    const create = ['stepfunctions', 'create-state-machine', '--name', 'shop-flow', '--role-arn', ROLE, '--definition', MACHINE];
    const machine = await aws(developer, ...create);
    const arn = String(machine['stateMachineArn']);
    expect(await aws(developer, 'stepfunctions', 'start-execution', '--state-machine-arn', arn)).toHaveProperty('executionArn');
    const forged = { ...developer, secret: `${developer.secret}x` };
    await expect(aws(forged, 'stepfunctions', 'list-state-machines')).rejects.toThrow('InvalidSignatureException');
    const denied = aws(developer, 'stepfunctions', 'describe-state-machine', '--state-machine-arn', arn.replace('shop-flow', 'other'));
    await expect(denied).rejects.toThrow(/AccessDeniedException.*is not authorized to perform: states:DescribeStateMachine/);
  });

  test('the AWS SDK for JavaScript', async () => {
    const client = new LambdaClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: developer.id, secretAccessKey: developer.secret },
    });
    const answer = await client.send(new InvokeCommand({ FunctionName: 'shop-cart', Payload: '"sdk"', LogType: 'Tail' }));
    expect(answer.Payload?.transformToString()).toBe('{"seen": "sdk"}');
    const denied = client.send(new InvokeCommand({ FunctionName: 'mail', Payload: '1' }));
    await expect(denied).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        `User: arn:aws:iam::000000000000:user/${developer.id} is not authorized to perform: lambda:InvokeFunction on resource: ` +
        'arn:aws:lambda:us-east-1:000000000000:function:mail because no identity-based policy allows the lambda:InvokeFunction action',
    });
    client.destroy();
  });
});
