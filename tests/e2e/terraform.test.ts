import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { GetFunctionCodeSigningConfigCommand, LambdaClient, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { packFiles } from '@skein/packaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const run = promisify(execFile);
/**
 * A folder of Terraform providers, laid out as `terraform providers mirror` does. The AWS provider is too large to fetch for a test, so
 * the test with Terraform itself is there for whoever names such a folder; what Terraform asks for is always tested.
 */
const MIRROR = process.env['SKEIN_TEST_TERRAFORM_MIRROR'] ?? '';
const MIRRORS = MIRROR === '' ? [] : [MIRROR];
const CODE = 'def handler(event, context):\n    return {"sum": event["a"] + event["b"]}\n';

interface Wanted {
  readonly memoryMb: number;
  /** Arguments of the resource that says what is set for events. */
  readonly eventSettings: string;
}

const ALARM_ON_FAILURE = 'destination_config {\n    on_failure {\n      destination = aws_lambda_function.alarm.arn\n    }\n  }';
const FIRST: Wanted = {
  memoryMb: 128,
  eventSettings: `maximum_retry_attempts = 0\n  maximum_event_age_in_seconds = 60\n  ${ALARM_ON_FAILURE}`,
};
const SECOND: Wanted = { memoryMb: 256, eventSettings: 'maximum_retry_attempts = 1\n  maximum_event_age_in_seconds = 21600' };

function describeServer(url: string): string {
  return `
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
  endpoints {
    lambda = "${url}"
  }
}
`;
}

function describeFunction(name: string, zipPath: string, memoryMb: number): string {
  return `
resource "aws_lambda_function" "${name}" {
  function_name    = "${name}"
  role             = "arn:aws:iam::000000000000:role/test"
  runtime          = "python3.12"
  handler          = "app.handler"
  filename         = "${zipPath}"
  source_code_hash = filebase64sha256("${zipPath}")
  memory_size      = ${memoryMb}
  timeout          = 10
  environment {
    variables = { STAGE = "test" }
  }
  tags = { team = "x" }
}
`;
}

function describeUse(eventSettings: string): string {
  return `
resource "aws_lambda_function_event_invoke_config" "adder" {
  function_name = aws_lambda_function.adder.function_name
  ${eventSettings}
}

resource "aws_lambda_invocation" "sum" {
  function_name = aws_lambda_function.adder.function_name
  input         = jsonencode({ a = 1, b = 2 })
}

output "sum" {
  value = aws_lambda_invocation.sum.result
}
`;
}

describe('AWS Lambda API for unmodified tools: Terraform', () => {
  let server: TestServer;
  let folder: string;

  beforeAll(async () => {
    server = await startTestServer();
    folder = await mkdtemp(path.join(tmpdir(), 'skein-terraform-'));
    await writeFile(path.join(folder, 'code.zip'), await packFiles({ 'app.py': CODE }));
    const installation = `provider_installation {\n  filesystem_mirror {\n    path = "${MIRROR}"\n  }\n}\n`;
    await writeFile(path.join(folder, 'terraform.rc'), installation);
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function terraform(...words: readonly string[]): Promise<string> {
    const env = { ...process.env, TF_CLI_CONFIG_FILE: path.join(folder, 'terraform.rc'), TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
    const { stdout } = await run('terraform', [`-chdir=${folder}`, ...words], { env });
    return stdout;
  }

  async function write({ memoryMb, eventSettings }: Wanted): Promise<void> {
    const zipPath = path.join(folder, 'code.zip');
    const functions = describeFunction('adder', zipPath, memoryMb) + describeFunction('alarm', zipPath, 128);
    await writeFile(path.join(folder, 'main.tf'), describeServer(server.url) + functions + describeUse(eventSettings));
  }

  async function eventConfig(): Promise<unknown> {
    return JSON.parse((await server.call('GET', '/2019-09-25/functions/adder/event-invoke-config')).text) as unknown;
  }

  test('what Terraform reads at each refresh is answered: the versions, and that the code is not signed', async () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new LambdaClient({ endpoint: server.url, region: 'us-east-1', credentials });
    await server.create('read', { files: { 'app.py': CODE } });
    const { Versions } = await client.send(new ListVersionsByFunctionCommand({ FunctionName: 'read', MaxItems: 10_000 }));
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:read:$LATEST';
    expect(Versions).toMatchObject([{ FunctionName: 'read', FunctionArn: arn, Version: '$LATEST' }]);
    const signing = await client.send(new GetFunctionCodeSigningConfigCommand({ FunctionName: 'read' }));
    expect(signing.CodeSigningConfigArn).toBeUndefined();
    const missing = client.send(new GetFunctionCodeSigningConfigCommand({ FunctionName: 'missing' }));
    await expect(missing).rejects.toThrow('Function not found: arn:aws:lambda:us-east-1:000000000000:function:missing');
    client.destroy();
  });

  test.each(MIRRORS)(
    'functions, an invocation and what is set for events apply, the second plan is empty, a change applies in place, destroy leaves nothing (%s)',
    async () => {
      await write(FIRST);
      await terraform('init', '-input=false', '-no-color');
      await terraform('apply', '-auto-approve', '-input=false', '-no-color');
      expect(JSON.parse(await terraform('output', '-raw', 'sum')) as unknown).toEqual({ sum: 3 });
      const alarm = 'arn:aws:lambda:us-east-1:000000000000:function:alarm';
      const settings = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60, DestinationConfig: { OnFailure: { Destination: alarm } } };
      expect(await eventConfig()).toMatchObject(settings);
      // With -detailed-exitcode a plan that would change something ends with 2, and the call fails.
      await terraform('plan', '-input=false', '-detailed-exitcode', '-no-color');
      await write(SECOND);
      expect(await terraform('apply', '-auto-approve', '-input=false', '-no-color')).toContain('2 changed, 0 destroyed');
      expect(await eventConfig()).toMatchObject({ MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 21_600, DestinationConfig: {} });
      expect(JSON.stringify(await eventConfig())).not.toContain('alarm');
      await terraform('plan', '-input=false', '-detailed-exitcode', '-no-color');
      await terraform('destroy', '-auto-approve', '-input=false', '-no-color');
      const answer = await fetch(new URL('/2015-03-31/functions/adder', server.url));
      expect(answer.status).toBe(404);
    },
    300_000,
  );
});
