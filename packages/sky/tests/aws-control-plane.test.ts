import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { systemClock } from '@skein/ports';
import { describe, expect, it } from 'vitest';
import { createAwsClients } from '../src/providers/aws/aws-clients.ts';
import type { AwsClients } from '../src/providers/aws/aws-clients.ts';
import { AwsProvider } from '../src/providers/aws/aws-provider.ts';
import { hasMoto, motoServer } from './support/moto.ts';
import { realSample } from './support/second-skein.ts';

process.env['AWS_ACCESS_KEY_ID'] ??= 'any';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'any';

async function motoClients(): Promise<AwsClients> {
  const url = await motoServer();
  return createAwsClients({ region: 'us-east-1', endpoints: { lambda: url, iam: url, logs: url } });
}

async function open(role?: string): Promise<{ readonly provider: AwsProvider; readonly clients: AwsClients }> {
  const clients = await motoClients();
  return { clients, provider: new AwsProvider({ name: 'aws', clients, role, clock: systemClock }) };
}

async function writeLog(logs: CloudWatchLogsClient, functionName: string, messages: readonly string[]): Promise<void> {
  const logGroupName = `/aws/lambda/${functionName}`;
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'one' }));
  const logEvents = messages.map((message, index) => ({ message, timestamp: Date.now() + index }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'one', logEvents }));
}

function report(requestId: string, billedMs: number): string {
  return `REPORT RequestId: ${requestId}\tDuration: ${billedMs - 0.5} ms\tBilled Duration: ${billedMs} ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\t\n`;
}

describe.skipIf(!hasMoto)('role, log and control-plane calls against moto', () => {
  it('makes a role when none is given, once, with rights to write logs and no other', async () => {
    const { provider, clients } = await open();
    const deployment = await provider.deploy({ ...(await realSample()), name: 'with-role' });
    const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName: 'skein-placed-function' }));
    const found = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'with-role' }));
    expect(found.Role).toBe(Role?.Arn);
    const policies = await clients.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'skein-placed-function' }));
    expect(policies.AttachedPolicies?.map(({ PolicyName }) => PolicyName)).toEqual(['AWSLambdaBasicExecutionRole']);
    const again = await provider.deploy({ ...(await realSample()), name: 'with-role', memoryMb: 256 });
    expect(again).toEqual({ ...deployment, memoryMb: 256 });
    await provider.remove({ functionName: 'with-role' });
    await provider.remove({ functionName: 'with-role' });
  });

  it('a role that does not exist is refused, and nothing is left behind', async () => {
    const { provider, clients } = await open('arn:aws:iam::123456789012:role/nobody');
    await expect(provider.deploy({ ...(await realSample()), name: 'without-role' })).rejects.toMatchObject({ code: 'provider_refused' });
    await expect(clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'without-role' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('finds the report of each request by its id among those of other calls', async () => {
    const { provider, clients } = await open();
    const deployment = await provider.deploy({ ...(await realSample()), name: 'logged' });
    const ids = [
      '8286a188-ba32-4475-8077-530cd35c09a9',
      '9286a188-ba32-4475-8077-530cd35c09a9',
      'a286a188-ba32-4475-8077-530cd35c09a9',
    ] as const;
    expect((await provider.collect(deployment, ids)).size).toBe(0);
    const [first, second, absent] = ids;
    await writeLog(clients.logs, 'logged', [
      `START RequestId: ${first}`,
      report(second, 20),
      `seen ${report(first, 1)}`,
      report(first, 10),
    ]);
    const found = await provider.collect(deployment, [first, second, absent, '" OR "']);
    expect([...found].map(([id, { billedMs }]) => [id, billedMs])).toEqual([
      [first, 10],
      [second, 20],
    ]);
    await provider.remove(deployment);
  });

  it('an answer without a report, as from moto, leaves the usage to the log', async () => {
    const { provider } = await open();
    const deployment = await provider.deploy({ ...(await realSample()), name: 'silent' });
    expect(await provider.invoke(deployment, { id: '1', body: Buffer.from('{"a":1}') })).toMatchObject({
      usage: undefined,
      error: undefined,
    });
    await provider.remove(deployment);
  });
});
