import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { packFiles } from '@skein/packaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const run = promisify(execFile);
const AWS = process.env['SKEIN_TEST_AWS'];
const PYTHON = process.env['SKEIN_TEST_PYTHON'];
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_DEFAULT_REGION: 'us-east-1', AWS_PAGER: '' };
const ROLE = 'arn:aws:iam::000000000000:role/test';
const CODE = 'def handler(event, context):\n    print("hello")\n    return {"name": event["name"], "function": context.function_name}\n';

const BOTO3 = `
import base64, json, sys
import boto3
client = boto3.client("lambda", endpoint_url=sys.argv[1])
with open(sys.argv[2], "rb") as file:
    code = file.read()
created = client.create_function(FunctionName="from-boto3", Runtime="python3.12", Role="${ROLE}", Handler="app.handler",
    Code={"ZipFile": code}, Environment={"Variables": {"STAGE": "test"}}, Tags={"team": "x"})
assert created["State"] == "Pending", created
client.get_waiter("function_active_v2").wait(FunctionName="from-boto3", WaiterConfig={"Delay": 1})
answer = client.invoke(FunctionName="from-boto3", Payload=json.dumps({"name": "ü"}), LogType="Tail")
log = base64.b64decode(answer["LogResult"]).decode()
assert log.startswith("START RequestId: ") and "hello\\n" in log and "Billed Duration" in log, log
client.update_function_configuration(FunctionName="from-boto3", MemorySize=256)
client.get_waiter("function_updated_v2").wait(FunctionName="from-boto3", WaiterConfig={"Delay": 1})
assert client.get_function_configuration(FunctionName="from-boto3")["MemorySize"] == 256
assert [f["FunctionName"] for f in client.list_functions()["Functions"]].count("from-boto3") == 1
assert client.invoke(FunctionName="from-boto3", InvocationType="DryRun")["StatusCode"] == 204
assert client.get_account_settings()["AccountUsage"]["FunctionCount"] >= 1
try:
    client.get_function(FunctionName="missing")
except client.exceptions.ResourceNotFoundException as error:
    missing = error.response["Error"]["Message"]
client.delete_function(FunctionName="from-boto3")
print(json.dumps({"payload": json.loads(answer["Payload"].read()), "missing": missing}))
`;

describe('the tools people already have, unmodified', () => {
  let server: TestServer;
  let folder: string;
  let zipPath: string;

  beforeAll(async () => {
    server = await startTestServer();
    folder = await mkdtemp(path.join(tmpdir(), 'skein-aws-'));
    zipPath = path.join(folder, 'code.zip');
    await writeFile(zipPath, await packFiles({ 'app.py': CODE }));
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test.skipIf(AWS === undefined)('the aws CLI creates, waits, invokes, lists and deletes', async () => {
    const aws = async (...words: readonly string[]): Promise<string> => {
      const { stdout } = await run(AWS ?? 'aws', ['--endpoint-url', server.url, 'lambda', ...words], {
        env: { ...process.env, ...CREDENTIALS },
      });
      return stdout;
    };
    const name = ['--function-name', 'from-cli'];
    await aws(
      'create-function',
      ...name,
      '--runtime',
      'python3.11',
      '--role',
      ROLE,
      '--handler',
      'app.handler',
      '--zip-file',
      `fileb://${zipPath}`,
    );
    await aws('wait', 'function-active-v2', ...name);
    const output = path.join(folder, 'answer.json');
    const payload = Buffer.from('{"name":"cli"}').toString('base64');
    const told = await aws('invoke', ...name, '--cli-binary-format', 'base64', '--payload', payload, output).catch(() =>
      aws('invoke', ...name, '--payload', '{"name":"cli"}', output),
    );
    expect(JSON.parse(told)).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(JSON.parse(await readFile(output, 'utf8'))).toEqual({ name: 'cli', function: 'from-cli' });
    expect(await aws('list-functions')).toContain('from-cli');
    await aws('delete-function', ...name);
    await expect(aws('get-function', ...name)).rejects.toThrow('ResourceNotFoundException');
  });

  test.skipIf(PYTHON === undefined)('boto3 does the same, with waiters, tags, logs and exceptions', async () => {
    const script = path.join(folder, 'script.py');
    await writeFile(script, BOTO3);
    const { stdout } = await run(PYTHON ?? 'python3', [script, server.url, zipPath], { env: { ...process.env, ...CREDENTIALS } });
    expect(JSON.parse(stdout)).toEqual({
      payload: { name: 'ü', function: 'from-boto3' },
      missing: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:missing',
    });
  });

  test('the AWS SDK for JavaScript invokes and reads', async () => {
    await server.create('from-sdk', { files: { 'app.py': CODE } });
    const client = new LambdaClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const answer = await client.send(new InvokeCommand({ FunctionName: 'from-sdk', Payload: '{"name":"sdk"}' }));
    expect(answer.Payload?.transformToString()).toBe('{"name": "sdk", "function": "from-sdk"}');
    const found = await client.send(new GetFunctionCommand({ FunctionName: 'from-sdk' }));
    expect(found.Configuration?.State).toBe('Active');
    client.destroy();
  });
});
