import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { UNZIPPED_MAX_BYTES } from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const PYTHON = process.env['SKEIN_TEST_PYTHON'];
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_DEFAULT_REGION: 'us-east-1' };
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function';

const PYTHON_CODE = `
def handler(event, context):
    given = context.client_context
    return None if given is None else {"custom": given.custom, "env": given.env, "app": given.client.app_title}
`;
const NODE_CODE = 'exports.handler = async (event, context) => context.clientContext ?? null;';

const PREAMBLE = `
import base64, io, json, sys, threading, zipfile
import boto3
client = boto3.client("lambda", endpoint_url=sys.argv[1])
def error_of(call, **fields):
    try: call(**fields)
    except client.exceptions.ClientError as error: return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
    return None
`;

describe('boto3, unmodified: what the reference says about names, pages, contexts and sizes', () => {
  let server: TestServer;
  let folder: string;

  beforeAll(async () => {
    server = await startTestServer();
    folder = await mkdtemp(path.join(tmpdir(), 'skein-boto3-'));
    await server.create('f', { files: { 'app.py': PYTHON_CODE } });
    await server.create('node', { files: { 'app.js': NODE_CODE }, runtime: 'nodejs20.x' });
    for (const name of ['f', 'node']) await server.invoke(name, '{}');
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs a script behind the preamble; what it prints is JSON. */
  async function boto3(script: string): Promise<unknown> {
    const file = path.join(folder, 'script.py');
    await writeFile(file, PREAMBLE + script);
    const { stdout } = await promisify(execFile)(PYTHON ?? 'python3', [file, server.url], { env: { ...process.env, ...CREDENTIALS } });
    return JSON.parse(stdout);
  }

  test.skipIf(PYTHON === undefined)('ListFunctions gives every function once, page by page by Marker', async () => {
    for (const name of ['page-1', 'page-2', 'page-3']) await server.create(name, { files: { 'app.py': PYTHON_CODE } });
    const told = await boto3(`
pages = [[f["FunctionName"] for f in page["Functions"]] for page in client.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})]
first = client.list_functions(MaxItems=2)
second = client.list_functions(MaxItems=2, Marker=first["NextMarker"])
last = client.list_functions(MaxItems=2, Marker=second["NextMarker"])
print(json.dumps([pages, [f["FunctionName"] for f in second["Functions"]], "NextMarker" in last]))`);
    expect(told).toEqual([[['f', 'node'], ['page-1', 'page-2'], ['page-3']], ['page-1', 'page-2'], false]);
  });

  test.skipIf(PYTHON === undefined)('updates in a row need no wait, and a waiter returns when it looks for the first time', async () => {
    await server.create('in-a-row', { files: { 'app.py': PYTHON_CODE } });
    const told = await boto3(`
looks = []
client.meta.events.register("before-call.lambda.GetFunction", lambda **_: looks.append(1))
code = io.BytesIO()
with zipfile.ZipFile(code, "w") as archive: archive.writestr("app.py", "def handler(event, context): return 2")
updates = [
    client.update_function_code(FunctionName="in-a-row", ZipFile=code.getvalue()),
    client.update_function_configuration(FunctionName="in-a-row", Timeout=9),
]
client.get_waiter("function_updated_v2").wait(FunctionName="in-a-row")
answer = client.invoke(FunctionName="in-a-row")["Payload"].read().decode()
print(json.dumps([[update["LastUpdateStatus"] for update in updates], len(looks), answer]))`);
    expect(told).toEqual([['InProgress', 'InProgress'], 1, '2']);
  });

  test.skipIf(PYTHON === undefined)('FunctionName may be a name, a partial or a full ARN, each with a qualifier', async () => {
    const forms = [
      'f',
      'f:$LATEST',
      'function:f',
      '000000000000:function:f',
      '000000000000:function:f:$LATEST',
      `${ARN}:f`,
      `${ARN}:f:$LATEST`,
    ];
    const told = await boto3(`
found = []
for name in ${JSON.stringify(forms)}:
    configuration = client.get_function_configuration(FunctionName=name)
    invoked = client.invoke(FunctionName=name, Payload="{}")
    found.append([configuration["FunctionName"], configuration["FunctionArn"], invoked["StatusCode"], invoked["ExecutedVersion"]])
print(json.dumps(found))`);
    const expected = forms.map((form) => ['f', form.endsWith('$LATEST') ? `${ARN}:f:$LATEST` : `${ARN}:f`, 200, '$LATEST']);
    expect(told).toEqual(expected);
  });

  test.skipIf(PYTHON === undefined)('another account or region in an ARN, and another version, have no function', async () => {
    const told = await boto3(`
names = ["arn:aws:lambda:us-east-1:123456789012:function:f", "arn:aws:lambda:eu-west-1:000000000000:function:f", "f:7"]
print(json.dumps([error_of(call, FunctionName=name) for name in names for call in (client.get_function, client.invoke)]))`);
    const account = 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:f';
    const region = "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')";
    const texts = [account, account, region, region, `Function not found: ${ARN}:f:7`, `Function not found: ${ARN}:f:7`];
    expect(told).toEqual(texts.map((text) => ['ResourceNotFoundException', text]));
  });

  test.skipIf(PYTHON === undefined)('ClientContext reaches the handler', async () => {
    const told = await boto3(`
context = {"client": {"app_title": "Büro"}, "custom": {"a": "1"}, "env": {"locale": "de"}}
encoded = base64.b64encode(json.dumps(context).encode()).decode()
answers = [client.invoke(FunctionName=name, ClientContext=encoded)["Payload"].read() for name in ("f", "node")]
answers.append(client.invoke(FunctionName="f")["Payload"].read())
print(json.dumps([json.loads(answer) for answer in answers]))`);
    expect(told).toEqual([
      { custom: { a: '1' }, env: { locale: 'de' }, app: 'Büro' },
      { client: { app_title: 'Büro' }, custom: { a: '1' }, env: { locale: 'de' } },
      null,
    ]);
  });

  test.skipIf(PYTHON === undefined)(
    'an update while another update is in progress is ResourceConflictException, and one succeeds',
    async () => {
      const told = await boto3(`
results = []
def update(timeout):
    # botocore would try again by itself.
    from botocore.config import Config
    own = boto3.client("lambda", endpoint_url=sys.argv[1], config=Config(retries={"total_max_attempts": 1}))
    results.append(error_of(own.update_function_configuration, FunctionName="f", Timeout=timeout) or timeout)
for _ in range(5):
    threads = [threading.Thread(target=update, args=(10 + index,)) for index in range(8)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
client.get_waiter("function_updated_v2").wait(FunctionName="f", WaiterConfig={"Delay": 1})
print(json.dumps([results, client.get_function_configuration(FunctionName="f")["Timeout"]]))`);
      const [results, timeout] = told as [readonly (number | readonly [string, string])[], number];
      const done = results.filter((result) => typeof result === 'number');
      expect(done).toContain(timeout);
      for (const result of results) {
        if (typeof result === 'number') continue;
        expect(result[0]).toBe('ResourceConflictException');
        expect(result[1]).toBe(`The operation cannot be performed at this time. An update is in progress for resource: ${ARN}:f`);
      }
    },
  );

  test.skipIf(PYTHON === undefined)('code that is too large unpacked is refused with the figure', async () => {
    const told = await boto3(`
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive: archive.writestr("app.py", bytes(${UNZIPPED_MAX_BYTES} + 1))
print(json.dumps(error_of(client.update_function_code, FunctionName="f", ZipFile=packed.getvalue())))`);
    expect(told).toEqual(['InvalidParameterValueException', 'Unzipped size must be smaller than 262144000 bytes']);
  });
});
