import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const run = promisify(execFile);
const AWS = process.env['SKEIN_TEST_AWS'];
const ROLE = 'arn:aws:iam::000000000000:role/flow';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:double';
const CODE = 'def handler(event, context):\n    return {"n": event["n"] * 2}\n';

const DEFINITION = JSON.stringify({
  StartAt: 'Twice',
  States: {
    Twice: { Type: 'Task', Resource: FUNCTION, Next: 'Enough' },
    Enough: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 10, Next: 'Done' }], Default: 'Twice' },
    Done: { Type: 'Succeed' },
  },
});

describe('Step Functions API: Create/Update/Describe/Delete/List StateMachine(s), Start/Describe/Stop/List Execution(s), GetExecutionHistory', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
    await server.create('double', { files: { 'app.py': CODE }, handler: 'app.handler' });
  });

  afterAll(() => server[Symbol.asyncDispose]());

  async function call(operation: string, body: object): Promise<{ readonly status: number; readonly json: Record<string, unknown> }> {
    const headers = { 'x-amz-target': `AWSStepFunctions.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
    const { status, text } = await server.call('POST', '/', body, headers);
    return { status, json: JSON.parse(text) as Record<string, unknown> };
  }

  async function untilEnded(executionArn: unknown): Promise<Record<string, unknown>> {
    for (;;) {
      const { json } = await call('DescribeExecution', { executionArn });
      if (json['status'] !== 'RUNNING') return json;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  test('a state machine runs functions in sandboxes until its choice is content', async () => {
    const { json: machine } = await call('CreateStateMachine', { name: 'doubling', definition: DEFINITION, roleArn: ROLE });
    const { stateMachineArn } = machine;
    expect(stateMachineArn).toBe('arn:aws:states:us-east-1:000000000000:stateMachine:doubling');
    const started = await call('StartExecution', { stateMachineArn, name: 'first', input: '{"n":2}' });
    expect(await untilEnded(started.json['executionArn'])).toMatchObject({ status: 'SUCCEEDED', name: 'first', input: '{"n":2}' });
    const { json: described } = await call('DescribeExecution', { executionArn: started.json['executionArn'] });
    expect(JSON.parse(String(described['output']))).toEqual({ n: 16 });
    const { json: history } = await call('GetExecutionHistory', { executionArn: started.json['executionArn'], maxResults: 3 });
    expect(history['events']).toMatchObject([
      { id: 1, type: 'ExecutionStarted', executionStartedEventDetails: { input: '{"n":2}', roleArn: ROLE } },
      { id: 2, previousEventId: 0, type: 'TaskStateEntered' },
      { id: 3, previousEventId: 2, type: 'LambdaFunctionScheduled', lambdaFunctionScheduledEventDetails: { resource: FUNCTION } },
    ]);
    const { json: rest } = await call('GetExecutionHistory', {
      executionArn: started.json['executionArn'],
      nextToken: history['nextToken'],
    });
    expect((rest['events'] as { id: number }[])[0]?.id).toBe(4);
    const { json: reversed } = await call('GetExecutionHistory', {
      executionArn: started.json['executionArn'],
      reverseOrder: true,
      maxResults: 1,
    });
    expect(reversed['events']).toMatchObject([{ type: 'ExecutionSucceeded' }]);
  });

  test('lambda:invoke with InvocationType Event queues the event, and goes on without waiting for it', async () => {
    const Parameters = { FunctionName: 'double', InvocationType: 'Event', 'Payload.$': '$' };
    const states = { T: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters, End: true } };
    const definition = JSON.stringify({ StartAt: 'T', States: states });
    const { json: machine } = await call('CreateStateMachine', { name: 'queueing', definition, roleArn: ROLE });
    const { json: started } = await call('StartExecution', { stateMachineArn: machine['stateMachineArn'], input: '{"n":21}' });
    const { status, output } = await untilEnded(started['executionArn']);
    expect(status).toBe('SUCCEEDED');
    const { StatusCode, SdkResponseMetadata } = JSON.parse(String(output)) as {
      StatusCode: number;
      SdkResponseMetadata: { RequestId: string };
    };
    expect(StatusCode).toBe(202);
    for (;;) {
      const { text } = await server.call('GET', `/v1/invocations/${SdkResponseMetadata.RequestId}`);
      const record = JSON.parse(text) as { status: string; kind: string };
      if (record.status === 'QUEUED') await new Promise((resolve) => setTimeout(resolve, 20));
      else {
        expect(record).toMatchObject({ kind: 'event', status: 'SUCCEEDED' });
        break;
      }
    }
  });

  test.each([
    ['JSONata', { A: { Type: 'Pass', QueryLanguage: 'JSONata', End: true } }, /JSONata is not supported yet/],
    [
      'distributed Map',
      {
        A: {
          Type: 'Map',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'B',
            States: { B: { Type: 'Pass', End: true } },
          },
          End: true,
        },
      },
      /distributed Map is not supported yet/,
    ],
    [
      'service integrations',
      { A: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true } },
      /arn:aws:states:::sqs:sendMessage is not recognized/,
    ],
  ])('%s come later; using them is a clear InvalidDefinition today', async (_name, states, message) => {
    const definition = JSON.stringify({ StartAt: 'A', States: states });
    const { status, json } = await call('CreateStateMachine', { name: 'later', definition, roleArn: ROLE });
    expect(status).toBe(400);
    expect(json).toMatchObject({ __type: 'InvalidDefinition', message: expect.stringMatching(message) });
  });

  test('machines are described, changed, listed and deleted; executions keep what they were started with', async () => {
    const definition = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3600, End: true } } });
    const { json: machine } = await call('CreateStateMachine', { name: 'waiting', definition, roleArn: ROLE });
    const { stateMachineArn } = machine;
    expect((await call('CreateStateMachine', { name: 'waiting', definition, roleArn: ROLE })).json).toEqual(machine);
    const { json: started } = await call('StartExecution', { stateMachineArn, name: 'e', input: '{}' });
    expect((await call('StartExecution', { stateMachineArn, name: 'e', input: '{}' })).json).toEqual(started);
    expect((await call('StartExecution', { stateMachineArn, name: 'e', input: '1' })).json['__type']).toBe('ExecutionAlreadyExists');
    await call('UpdateStateMachine', { stateMachineArn, definition: DEFINITION });
    expect((await call('DescribeStateMachine', { stateMachineArn })).json).toMatchObject({
      name: 'waiting',
      status: 'ACTIVE',
      definition: DEFINITION,
    });
    expect((await call('ListExecutions', { stateMachineArn, statusFilter: 'RUNNING' })).json['executions']).toMatchObject([{ name: 'e' }]);
    await call('StopExecution', { executionArn: started['executionArn'], error: 'Enough', cause: 'said so' });
    expect(await untilEnded(started['executionArn'])).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'said so' });
    expect((await call('ListStateMachines', { maxResults: 1 })).json['nextToken']).toBeDefined();
    expect((await call('DeleteStateMachine', { stateMachineArn })).status).toBe(200);
    expect((await call('DeleteStateMachine', { stateMachineArn })).status).toBe(200);
  });

  test.each<readonly [string, object, string, string]>([
    [
      'CreateStateMachine',
      { name: 'x', definition: '{}', roleArn: ROLE },
      'InvalidDefinition',
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt, States] at /'",
    ],
    ['CreateStateMachine', { name: 'a b', definition: DEFINITION, roleArn: ROLE }, 'InvalidName', "Invalid Name: 'a b'"],
    [
      'DescribeStateMachine',
      { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:none' },
      'StateMachineDoesNotExist',
      "State Machine Does Not Exist: 'arn:aws:states:us-east-1:000000000000:stateMachine:none'",
    ],
    [
      'DescribeExecution',
      { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:none:e' },
      'ExecutionDoesNotExist',
      "Execution Does Not Exist: 'arn:aws:states:us-east-1:000000000000:execution:none:e'",
    ],
    [
      'ListExecutions',
      { stateMachineArn: 'invalid_state_machine_arn' },
      'InvalidArn',
      "Invalid Arn: 'Invalid ARN prefix: invalid_state_machine_arn'",
    ],
    [
      'ListExecutions',
      { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:x', maxResults: 1_001 },
      'ValidationException',
      "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    ],
    [
      'StartExecution',
      {},
      'ValidationException',
      "1 validation error detected: Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null",
    ],
    ['ListStateMachines', { nextToken: '!' }, 'InvalidToken', "Invalid Token: 'Invalid token'"],
    [
      'CreateStateMachine',
      { name: 'x'.repeat(81), definition: DEFINITION, roleArn: ROLE },
      'ValidationException',
      `1 validation error detected: Value '${'x'.repeat(81)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
    ],
    ['CreateActivity', {}, 'UnknownOperationException', 'Skein does not offer CreateActivity yet.'],
  ])("AWS's errors: %s %o", async (operation, body, type, message) => {
    const { status, json } = await call(operation, body);
    expect([status, json['__type'], json['message']]).toEqual([400, type, message]);
  });

  test.skipIf(AWS === undefined)('the aws CLI, unmodified, creates, starts, describes and reads the history', async () => {
    const aws = async (...words: readonly string[]): Promise<Record<string, unknown>> => {
      const env = {
        ...process.env,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_PAGER: '',
      };
      const { stdout } = await run(AWS ?? 'aws', ['--endpoint-url', server.url, 'stepfunctions', ...words], { env });
      return JSON.parse(stdout || '{}') as Record<string, unknown>;
    };
    const machine = await aws('create-state-machine', '--name', 'from-cli', '--role-arn', ROLE, '--definition', DEFINITION);
    const arn = String(machine['stateMachineArn']);
    const started = await aws('start-execution', '--state-machine-arn', arn, '--input', '{"n":20}');
    await untilEnded(started['executionArn']);
    const described = await aws('describe-execution', '--execution-arn', String(started['executionArn']));
    expect(described).toMatchObject({ status: 'SUCCEEDED' });
    const history = await aws('get-execution-history', '--execution-arn', String(started['executionArn']));
    expect((history['events'] as { type: string }[]).at(-1)?.type).toBe('ExecutionSucceeded');
    expect(await aws('list-state-machines')).toHaveProperty('stateMachines');
  });
});
